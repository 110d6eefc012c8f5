/// A named set of permissions that members can hold.
public struct Role: Sendable, Equatable {
    /// Unique within the server.
    public var id: RoleID
    /// Shown to members.
    public var name: String
    /// What its holders gain and lose in the whole server.
    public var permissions: PermissionOverride
    /// A CSS color or gradient for names of holders; `nil` leaves them.
    public var color: String?
    /// Whether its holders are listed apart.
    public var isHoisted: Bool
    /// Smaller is higher; 0 is the top role.
    public var rank: Int64
    /// A picture shown beside names of holders; `nil` when unset.
    public var icon: File?

    /// A role without permissions, at the top, unless said otherwise.
    public init(
        id: RoleID,
        name: String,
        permissions: PermissionOverride = PermissionOverride(),
        color: String? = nil,
        isHoisted: Bool = false,
        rank: Int64 = 0,
        icon: File? = nil
    ) {
        self.id = id
        self.name = name
        self.permissions = permissions
        self.color = color
        self.isHoisted = isHoisted
        self.rank = rank
        self.icon = icon
    }

    /// Reads the entry `id` of a server's `roles`; its own `_id` may be missing in old rows.
    public init(id: RoleID, _ object: Object) {
        self.init(
            id: id,
            name: object.optionalString("name") ?? "",
            permissions: PermissionOverride(object.optionalObject("permissions") ?? [:]),
            color: object.optionalString("colour"),
            isHoisted: object.bool("hoist"),
            rank: object.optionalInteger("rank") ?? 0,
            icon: object.optionalObject("icon").flatMap(File.init(lenient:))
        )
    }

    /// The role in one of its two spellings (schema `Role`).
    public func object(_ form: DocumentForm) -> Object {
        var object: Object = [
            "_id": .string(id.rawValue), "name": .string(name), "permissions": .object(permissions.object),
        ]
        object.append("colour", color)
        object.append("hoist", ifTrue: isHoisted)
        object.append("rank", .int(rank))
        object.append("icon", icon?.object(form))
        return object
    }
}
