public import StoatModels

extension Actions {
    /// Deletes a channel with everything in it.
    public func deleteChannel(_ channel: Channel) async throws {
        try await core.channels.delete(channel)
        core.announce(.channelDeleted(channel))
    }
}
