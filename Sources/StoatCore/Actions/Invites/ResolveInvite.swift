public import StoatModels

extension Core {
    /// The invite behind a code.
    ///
    /// The id of a discoverable server works as one, made by its owner and leading to its first channel.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    public func invite(_ code: InviteCode) async throws -> Invite {
        guard ULID(code.rawValue) != nil else {
            guard let invite = try await invites.find(code) else { throw APIError(.notFound) }
            return invite
        }
        guard let server = try await servers.find(ServerID(code.rawValue)), server.isDiscoverable,
            let channel = server.channels.first
        else { throw APIError(.notFound) }
        return Invite(code: code, creator: server.owner, channel: channel, server: server.id)
    }
}
