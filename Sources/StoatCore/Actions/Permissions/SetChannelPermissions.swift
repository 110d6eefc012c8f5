public import StoatModels
import StoatStorage

extension Actions {
    /// Sets what every member may do in a server channel and answers the channel as it is now.
    public func setDefaultPermissions(_ override: PermissionOverride, of channel: ChannelID) async throws -> Channel {
        try await set("default_permissions", .object(override.grantable.object), of: channel)
    }

    /// Sets what the members of a group may do besides viewing it and answers the group as it is now.
    public func setPermissions(_ permissions: Permissions, ofGroup channel: ChannelID) async throws -> Channel {
        try await set("permissions", .int(Int64(bitPattern: permissions.rawValue)), of: channel)
    }

    /// Sets what the holders of a role may do in a server channel and answers the channel as it is now.
    public func setPermissions(
        _ override: PermissionOverride,
        of role: RoleID,
        in channel: ChannelID
    ) async throws -> Channel {
        let change = Update().set("role_permissions.\(role)", .object(override.grantable.object))
        guard let updated = try await core.channels.update(channel, change) else { throw APIError(.notFound) }
        if case .text(let properties) = updated.kind {
            // Clients replace their whole map.
            core.announce(
                .channelUpdated(updated, data: ["role_permissions": .object(properties.rolePermissionsObject)])
            )
        }
        return updated
    }

    private func set(_ path: String, _ value: Value, of channel: ChannelID) async throws -> Channel {
        guard let updated = try await core.channels.update(channel, Update().set(path, value)) else {
            throw APIError(.notFound)
        }
        core.announce(.channelUpdated(updated, data: [path: value]))
        return updated
    }
}
