public import StoatModels

extension Actions {
    /// Adds a channel to a server, at the end of its list.
    ///
    /// - Throws: ``APIError`` `.tooManyChannels`.
    public func createChannel(_ properties: Channel.ServerChannel, in server: Server) async throws -> Channel {
        let limit = core.settings.features.limits.global.serverChannels
        guard server.channels.count < limit else { throw APIError(.tooManyChannels(max: limit)) }
        let channel = Channel(id: .new(at: core.clock()), kind: .text(properties))
        let updated = try await core.channels.insert(channel, into: server.id)
        core.announce([
            .serverUpdated(server.id, data: ["channels": .strings(updated.channels)]),
            .channelCreated(channel, in: server.id),
        ])
        return channel
    }
}
