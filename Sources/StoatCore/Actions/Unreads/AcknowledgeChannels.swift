public import StoatModels

extension Actions {
    /// Records that a user has read a channel up to a message, and tells the user's sessions.
    ///
    /// The row is on disk when this returns: an acknowledgement that was answered is never lost. The id is taken as it
    /// is, since clients send fresh ones for empty channels.
    public func acknowledge(_ channel: ChannelID, upTo message: MessageID, by user: UserID) async throws {
        try await core.unreads.acknowledge([(channel, message)], by: user)
        core.announce(.channelAcknowledged(channel, upTo: message, by: user))
    }

    /// Records that a user has read these channels to their ends, in one batch, and tells the user's sessions.
    public func acknowledge(_ channels: [Channel], by user: UserID) async throws {
        let marks = channels.compactMap { channel in
            core.lastMessages.newest(of: channel).map { (channel: channel.id, message: $0) }
        }
        try await core.unreads.acknowledge(marks, by: user)
        core.announce(marks.map { .channelAcknowledged($0.channel, upTo: $0.message, by: user) })
    }
}
