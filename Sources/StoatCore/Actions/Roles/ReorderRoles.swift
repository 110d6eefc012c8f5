public import StoatModels
import StoatStorage

extension Actions {
    /// Puts the roles of a server in this order, the highest first, and answers the server as it is now.
    ///
    /// - Parameter roles: every role of the server, once.
    /// - Throws: ``APIError`` `.notFound` where one of them was deleted meanwhile.
    public func reorderRoles(_ roles: [RoleID], of server: ServerID) async throws -> Server {
        guard !roles.isEmpty else {
            guard let unchanged = try await core.servers.find(server) else { throw APIError(.notFound) }
            return unchanged
        }
        var change = Update()
        for (rank, role) in roles.enumerated() { change.add("roles.\(role).rank", .set(.int(Int64(rank)))) }
        let updated = try await core.servers.update(
            server,
            change,
            if: .and(roles.map { .exists("roles.\($0)", true) })
        )
        guard let updated else { throw APIError(.notFound) }
        core.announce(.rolesReordered(roles, of: server))
        return updated
    }
}
