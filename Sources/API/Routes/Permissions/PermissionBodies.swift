import StoatCore
import StoatModels

/// Schema `Override`, as requests spell it.
struct OverrideBody: JSONBody {
    let override: PermissionOverride

    init(from body: BodyReader) throws {
        self.override = PermissionOverride(
            allow: Permissions(rawValue: try body.integer("allow")),
            deny: Permissions(rawValue: try body.integer("deny"))
        )
    }
}

/// Schemas `DataSetRolePermissions` and `DataSetServerRolePermission`.
struct RolePermissionsBody: JSONBody {
    let override: PermissionOverride

    init(from body: BodyReader) throws {
        self.override = try body.body("permissions", as: OverrideBody.self).override
    }
}

/// Schema `DataPermissionsValue`.
struct PermissionsValueBody: JSONBody {
    let permissions: Permissions

    init(from body: BodyReader) throws {
        self.permissions = Permissions(rawValue: try body.integer("permissions"))
    }
}

/// Schema `DataDefaultChannelPermissions`: a number for a group, an override for a server channel.
enum ChannelPermissionsBody: JSONBody {
    case value(Permissions)
    case override(PermissionOverride)

    init(from body: BodyReader) throws {
        if body.value("permissions")?.object != nil {
            self = .override(try body.body("permissions", as: OverrideBody.self).override)
        } else {
            self = .value(Permissions(rawValue: try body.integer("permissions")))
        }
    }
}

extension Permissions {
    /// Refuses changes by those who lack what they would give.
    ///
    /// - Throws: ``APIError`` `.cannotGiveMissingPermissions`.
    func requireGrant(_ new: PermissionOverride, replacing current: PermissionOverride?) throws {
        guard mayGrant(new, replacing: current) else { throw APIError(.cannotGiveMissingPermissions) }
    }
}
