import Logging
import StoatMessaging
public import StoatModels

extension Actions {
    /// Changes the relation of a user to another and tells both.
    ///
    /// - Parameter acceptsBots: whether bots may be on either side.
    /// - Returns: the other user as the one who acted sees them now.
    /// - Throws: ``APIError`` `.notFound`, `.isBot`, then those of ``RelationshipChange/outcome(own:reverse:)`` and
    ///   `.tooManyPendingFriendRequests`.
    public func changeRelationship(
        _ change: RelationshipChange,
        by caller: UserID,
        with target: UserID,
        acceptsBots: Bool
    ) async throws -> Object {
        try await core.exclusively("relation", caller, target) {
            guard case (var user?, var other?) = try await core.users.current(caller, target) else {
                throw APIError(.notFound)
            }
            guard acceptsBots || !(user.isBot || other.isBot) else { throw APIError(.isBot) }
            let outcome = try change.outcome(
                own: user.relation(to: other.id),
                reverse: other.relation(to: user.id)
            )
            if outcome.own == .outgoing { try requireRoomForRequest(of: user) }

            try await core.users.relate(user, to: other, as: outcome.own, and: outcome.reverse)
            user.setRelation(to: other.id, outcome.own)
            other.setRelation(to: user.id, outcome.reverse)

            if change == .addFriend { await notify(of: outcome, from: user, to: other.id) }
            return try await announceRelation(between: user, and: other)
        }
    }

    private func requireRoomForRequest(of user: User) throws {
        let max = core.settings.features.limits.of(user.id, now: core.clock()).outgoingFriendRequests
        let pending = user.relations.count { $0.status == .outgoing }
        guard pending < max else { throw APIError(.tooManyPendingFriendRequests(max: max)) }
    }

    /// Hands the request, or its acceptance, to push delivery.
    ///
    /// The relation stands whether that succeeds or not.
    private func notify(of outcome: RelationshipOutcome, from user: User, to other: UserID) async {
        let task: QueuedTask =
            outcome.own == .friend
            ? .friendRequestAccepted(by: user, sender: other, settings: core.settings.pushd)
            : .friendRequestReceived(from: user, receiver: other, settings: core.settings.pushd)
        do { try await core.queue.enqueue(task) } catch {
            core.logger.warning(
                "A friend request will not be pushed",
                metadata: ["queue": "\(task.queue.name)", "error": "\(error)"]
            )
        }
    }

    private func announceRelation(between user: User, and other: User) async throws -> Object {
        let dependsOnSharing =
            user.relation(to: other.id).dependsOnSharing || other.relation(to: user.id).dependsOnSharing
        let isConnected = dependsOnSharing ? try await core.mutuals.areConnected(user, other) : false
        let online = await core.presence.online(among: [user.id, other.id])
        let seenByOther = core.userViews.permitted(
            user,
            to: other,
            permissions: DirectPermissions.of(other, towards: user, isConnected: isConnected),
            isConnected: online.contains(user.id)
        )
        let seenByUser = core.userViews.permitted(
            other,
            to: user,
            permissions: DirectPermissions.of(user, towards: other, isConnected: isConnected),
            isConnected: online.contains(other.id)
        )
        core.announce([
            .userRelationship(of: other.id, with: seenByOther), .userRelationship(of: user.id, with: seenByUser),
        ])
        return seenByUser
    }
}

extension User {
    /// Moves the entry for another user to the end with a new status, or removes it.
    fileprivate mutating func setRelation(to other: UserID, _ status: RelationshipStatus) {
        relations.removeAll { $0.id == other }
        if status != .none { relations.append(Relation(id: other, status: status)) }
    }
}
