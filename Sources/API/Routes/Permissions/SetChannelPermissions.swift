import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /channels/:target/permissions/default`: sets what everybody may do in a group or server channel.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManagePermissions)`; `.invalidOperation` for another
    ///   type of channel or the body of the other type; `.cannotGiveMissingPermissions`.
    @Sendable func setChannelPermissions(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let body = try await request.decode(ChannelPermissionsBody.self)
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.managePermissions)
        let id = access.channel.id
        switch (access.channel.kind, body) {
        case (.group(let group), .value(let new)):
            let current = group.permissions.map { Permissions(rawValue: UInt64(bitPattern: $0)) }
            try access.permissions.requireGrant(
                PermissionOverride(allow: new),
                replacing: PermissionOverride(allow: current ?? .directMessage)
            )
            return try await core.actions.setPermissions(new, ofGroup: id).wire
        case (.text(let properties), .override(let new)):
            try access.permissions.requireGrant(new, replacing: properties.defaultPermissions)
            return try await core.actions.setDefaultPermissions(new, of: id).wire
        default: throw APIError(.invalidOperation)
        }
    }

    /// `PUT /channels/:target/permissions/:role`: sets what the holders of a role may do in a server channel.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.invalidOperation` for a channel without a server;
    ///   `.missingPermission(ManagePermissions)`; `.notFound` for the role; `.notElevated`;
    ///   `.cannotGiveMissingPermissions`.
    @Sendable func setChannelRolePermissions(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let new = try await request.decode(RolePermissionsBody.self).override
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        guard case .text(let properties) = access.channel.kind else { throw APIError(.invalidOperation) }
        try access.require(.managePermissions)
        guard let server = access.server else { throw APIError(.invalidOperation) }
        guard let role = server.role(try context.parameters.require("role")) else { throw APIError(.notFound) }
        let ranking = ServerPermissions.ranking(of: user, in: server, member: access.member)
        guard role.rank > ranking else { throw APIError(.notElevated) }
        let current = properties.rolePermissions[role.id] ?? PermissionOverride()
        try access.permissions.requireGrant(new, replacing: current)
        return try await core.actions.setPermissions(new, of: role.id, in: access.channel.id).wire
    }
}
