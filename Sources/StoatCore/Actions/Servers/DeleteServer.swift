public import StoatModels

extension Actions {
    /// Deletes a server with everything in it.
    public func deleteServer(_ server: Server) async throws {
        try await core.servers.delete(server)
        core.announce(.serverDeleted(server.id))
    }
}
