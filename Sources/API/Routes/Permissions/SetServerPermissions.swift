import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /servers/:target/permissions/default`: sets what every member of a server may do.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManagePermissions)`; `.cannotGiveMissingPermissions`
    ///   unless the caller holds the whole new value.
    @Sendable func setServerPermissions(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let new = try await request.decode(PermissionsValueBody.self).permissions
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.require(.managePermissions)
        try access.permissions.requireGrant(PermissionOverride(allow: new), replacing: nil)
        return try await wire(core.actions.setDefaultPermissions(new, of: access.server.id))
    }

    /// `PUT /servers/:target/permissions/:role`: sets what the holders of a role may do in a server.
    ///
    /// - Throws: ``APIError``: `.notFound` for server and role; `.missingPermission(ManagePermissions)`;
    ///   `.notElevated`; `.cannotGiveMissingPermissions`.
    @Sendable func setServerRolePermissions(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let new = try await request.decode(RolePermissionsBody.self).override
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        guard let role = access.server.role(try context.parameters.require("role")) else {
            throw APIError(.notFound)
        }
        try access.require(.managePermissions)
        guard role.rank > access.ranking else { throw APIError(.notElevated) }
        try access.permissions.requireGrant(new, replacing: role.permissions)
        return try await wire(core.actions.setPermissions(new, of: role.id, in: access.server.id))
    }
}
