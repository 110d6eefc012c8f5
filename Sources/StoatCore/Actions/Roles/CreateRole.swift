public import StoatModels
import StoatStorage

extension Actions {
    /// Adds a role without permissions to a server, below all others.
    ///
    /// - Throws: ``APIError``: `.tooManyRoles`; `.notFound` where the server is gone.
    public func createRole(named name: String, in server: Server) async throws -> Role {
        let limit = core.settings.features.limits.global.serverRoles
        guard server.roles.count < limit else { throw APIError(.tooManyRoles(max: limit)) }
        // Not their number: after a deletion that is the rank of another.
        let rank = (server.roles.map(\.rank).max() ?? -1) + 1
        let role = Role(id: .new(at: core.clock()), name: name, rank: rank)
        let change = Update().set("roles.\(role.id)", .object(role.object(.stored)))
        guard try await core.servers.update(server.id, change) != nil else { throw APIError(.notFound) }
        let data: Object = [
            "id": .string(role.id.rawValue), "name": .string(name), "permissions": .object(role.permissions.object),
            "hoist": false, "rank": .int(rank),
        ]
        core.announce(.roleUpdated(role.id, of: server.id, data: data))
        return role
    }
}
