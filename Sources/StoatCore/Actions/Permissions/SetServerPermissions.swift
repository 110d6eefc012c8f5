public import StoatModels
import StoatStorage

extension Actions {
    /// Sets what every member of a server may do and answers the server as it is now.
    public func setDefaultPermissions(_ permissions: Permissions, of server: ServerID) async throws -> Server {
        let value = Value.int(Int64(bitPattern: permissions.rawValue))
        let change = Update().set("default_permissions", value)
        guard let updated = try await core.servers.update(server, change) else { throw APIError(.notFound) }
        core.announce(.serverUpdated(server, data: ["default_permissions": value]))
        return updated
    }

    /// Sets what the holders of a role may do in a server and answers the server as it is now.
    ///
    /// - Throws: ``APIError`` `.notFound` where the role is gone.
    public func setPermissions(
        _ override: PermissionOverride,
        of role: RoleID,
        in server: ServerID
    ) async throws -> Server {
        let value = Value.object(override.grantable.object)
        let updated = try await core.servers.update(
            server,
            Update().set("roles.\(role).permissions", value),
            if: .exists("roles.\(role)", true)
        )
        guard let updated else { throw APIError(.notFound) }
        core.announce(.roleUpdated(role, of: server, data: ["permissions": value]))
        return updated
    }
}

extension PermissionOverride {
    /// The override without bits that can never be granted.
    var grantable: PermissionOverride {
        PermissionOverride(
            allow: allow.intersection(.grantAllSafe),
            deny: deny.intersection(.grantAllSafe)
        )
    }
}
