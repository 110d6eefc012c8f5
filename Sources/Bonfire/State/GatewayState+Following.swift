internal import StoatMessaging
internal import StoatModels

extension GatewayState {
    /// A change of a user.
    ///
    /// The gateway's copy of its own users follows, and `event_id` never reaches clients.
    mutating func userUpdate(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        if let id = body.optionalID("id", as: UserID.self), let old = users[id]?.user {
            let update = PartialUpdate(body)
            if update.touches(["status", "status_text", "status_presence", "flags", "username", "bot"]) {
                // An update that makes the user unreadable is passed on without effect.
                if let new = try? User(document: update.applied(to: old.document)) { users[id]?.user = new }
            }
        }
        let isClean = body["event_id"]?.isNull ?? false
        let shown = isClean ? body : body.setting("event_id", .null)
        let isHidden = UserUpdateView.forOthers(shown) != shown
        return Prepared(event: PreparedEvent(delivered, body: shown, isRewritten: !isClean || isHidden))
    }

    /// A relation of a local user changed: the other user is followed as long as the rule says so.
    mutating func relationship(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        let other = body.optionalObject("user")
        let status = other?["relationship"] ?? body["status"] ?? .string(RelationshipStatus.none.rawValue)
        // Clients of 2024 need the new relation beside the user.
        let shown = body["status"] == nil ? body.setting("status", status) : body
        guard let user = body.optionalID("id", as: UserID.self), users[user] != nil,
            let otherID = other?.optionalID("_id", as: UserID.self),
            let relation = status.string.flatMap(RelationshipStatus.init(rawValue:))
        else { return Prepared(event: PreparedEvent(delivered, body: shown, isRewritten: body["status"] == nil)) }
        users[user]?.user.relations.removeAll { $0.id == otherID }
        if relation != .none { users[user]?.user.relations.append(Relation(id: otherID, status: relation)) }
        var prepared = prepared(delivered, shown, reconsider(otherID, for: user))
        if body["status"] == nil, let event = prepared.event {
            prepared.event = PreparedEvent(delivered, body: shown, isRewritten: true, effect: event.effect)
        }
        return prepared
    }

    /// Whether a local user may follow another: friends, pending requests, and people in a common direct channel.
    func mayFollow(_ other: UserID, by user: UserID) -> Bool {
        guard let local = users[user], user != other else { return false }
        switch local.user.relation(to: other) {
        case .friend, .incoming, .outgoing: return true
        default: return local.directs.contains { directs[$0]?.channel.recipients.contains(other) ?? false }
        }
    }

    /// Begins to follow.
    mutating func follow(_ other: UserID, by user: UserID) -> [FollowChange] {
        guard user != other, users[user] != nil, users[user]?.followed[other] == nil else { return [] }
        let relation = users[user]?.user.relation(to: other) ?? .none
        users[user]?.followed[other] = relation
        return [FollowChange(follower: user, followed: other, relation: relation, isNew: true)]
    }

    /// Follows, ceases to follow, or notes a new relation, as the rule says now.
    mutating func reconsider(_ other: UserID, for user: UserID) -> [FollowChange] {
        guard let local = users[user], user != other else { return [] }
        let known = local.followed[other]
        guard mayFollow(other, by: user) else {
            guard known != nil else { return [] }
            users[user]?.followed[other] = nil
            return [FollowChange(follower: user, followed: other, relation: nil)]
        }
        let relation = local.user.relation(to: other)
        guard known != relation else { return [] }
        users[user]?.followed[other] = relation
        return [FollowChange(follower: user, followed: other, relation: relation, isNew: known == nil)]
    }

    /// An event with changes of who follows whom, and the topics that go with them.
    func prepared(_ delivered: DeliveredEvent, _ body: Object, _ changes: [FollowChange]) -> Prepared {
        guard !changes.isEmpty else { return Prepared(event: PreparedEvent(delivered, body: body)) }
        let acquired = changes.filter(\.isNew).map { Topic.watchers($0.followed) }
        let released = changes.filter { $0.relation == nil }.map { Topic.watchers($0.followed) }
        return Prepared(
            event: PreparedEvent(delivered, body: body, effect: .follow(changes)),
            followUps: [.retopic(acquire: acquired, release: released)]
        )
    }
}
