public import StoatModels

extension Actions {
    /// Adds somebody to a group and answers the group as it is now.
    ///
    /// - Parameter adder: who is said to have added them.
    /// - Throws: ``APIError`` `.alreadyInGroup`, `.groupTooLarge`, `.invalidOperation` for another type of channel.
    public func addToGroup(_ channel: Channel, _ user: UserID, by adder: UserID) async throws -> Channel {
        guard case .group(let group) = channel.kind else { throw APIError(.invalidOperation) }
        guard !group.recipients.contains(user) else { throw APIError(.alreadyInGroup) }
        let limit = core.settings.features.limits.global.groupSize
        guard group.recipients.count < limit else { throw APIError(.groupTooLarge(max: limit)) }
        guard let updated = try await core.channels.addRecipient(user, to: channel.id) else {
            throw APIError(.alreadyInGroup)
        }
        core.announce(.groupJoined(updated, by: user))
        await sendSystemMessage(.userAdded(user, by: adder), in: updated)
        core.announce(.channelCreated(updated, for: [user]))
        return updated
    }
}
