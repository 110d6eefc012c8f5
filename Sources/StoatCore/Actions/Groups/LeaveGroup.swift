public import StoatModels
import StoatStorage

extension Actions {
    /// Takes somebody out of a group.
    ///
    /// An owner who leaves hands it to the next in the list; with nobody left the group is deleted.
    ///
    /// - Parameters:
    ///   - remover: who removed them; `nil` where they left by themselves.
    ///   - isSilent: whether the message about it is left out; a change of owner is said anyway.
    /// - Throws: ``APIError`` `.notInGroup`, `.invalidOperation` for another type of channel.
    public func leaveGroup(
        _ channel: Channel,
        _ user: UserID,
        removedBy remover: UserID? = nil,
        isSilent: Bool = false
    ) async throws {
        var known: Channel? = channel
        // Somebody else may leave or take over between the look and the change: then we look again, at most as often as
        // there are others who can.
        for _ in 0...channel.recipients.count {
            guard let before = known else { throw APIError(.notFound) }
            guard case .group(let group) = before.kind else { throw APIError(.invalidOperation) }
            guard group.recipients.contains(user) else { throw APIError(.notInGroup) }
            let heir = group.recipients.first { $0 != user }
            if group.owner == user, heir == nil { return try await deleteChannel(before) }
            let newOwner = group.owner == user ? heir : nil
            if let after = try await removed(user, from: before.id, owner: group.owner, newOwner: newOwner) {
                return await tell(before, after, user, newOwner, remover, isSilent)
            }
            known = try await core.channels.current(channel.id)
        }
        throw APIError(.internalError)
    }

    private func removed(
        _ user: UserID,
        from channel: ChannelID,
        owner: UserID,
        newOwner: UserID?
    ) async throws -> Channel? {
        var change = Update().adding("recipients", .pull([.string(user.rawValue)]))
        var condition: [Filter] = [.field("owner", equals: owner), .field("recipients", equals: user)]
        if let newOwner {
            change.add("owner", .set(.string(newOwner.rawValue)))
            condition.append(.field("recipients", equals: newOwner))
        }
        return try await core.channels.update(channel, change, if: .and(condition))
    }

    private func tell(
        _ before: Channel,
        _ after: Channel,
        _ user: UserID,
        _ newOwner: UserID?,
        _ remover: UserID?,
        _ isSilent: Bool
    ) async {
        if let newOwner {
            await sendSystemMessage(.channelOwnershipChanged(from: user, to: newOwner), in: after)
            core.announce(.channelUpdated(after, data: ["owner": .string(newOwner.rawValue)]))
        }
        core.announce(.groupLeft(before, by: user))
        guard !isSilent else { return }
        await sendSystemMessage(remover.map { .userRemoved(user, by: $0) } ?? .userLeft(user), in: after)
    }
}
