import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /servers/:target/roles/:role`: a role of a server.
    ///
    /// - Throws: ``APIError`` `.notFound`, also for those who are no members.
    @Sendable func fetchRole(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        return try requireRole(of: access.server, context).object(.wire)
    }

    /// The role of a server that the path names.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    func requireRole(of server: Server, _ context: APIContext) throws -> Role {
        guard let role = server.role(try context.parameters.require("role")) else { throw APIError(.notFound) }
        return role
    }

    /// The role that the path names, for a user who may manage it.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManageRole)`; `.notElevated` unless it stands below all
    ///   roles of the user.
    func requireManageableRole(_ context: APIContext) async throws -> (role: Role, server: Server) {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.require(.manageRole)
        let role = try requireRole(of: access.server, context)
        guard role.rank > access.ranking else { throw APIError(.notElevated) }
        return (role, access.server)
    }
}
