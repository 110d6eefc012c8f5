public import StoatModels
import StoatStorage

/// What is to change about a role; `nil` leaves a field alone.
public struct RoleEdit: Sendable, Equatable {
    /// 1 to 32 characters.
    public var name: String?
    /// A CSS color or gradient.
    public var color: String?
    /// Whether its holders are listed apart.
    public var isHoisted: Bool?
    /// An unused upload with the tag `icons`.
    public var icon: FileID?
    /// Fields to remove; a new value in the same edit wins.
    public var remove: [RoleField] = []

    /// An edit that changes nothing.
    public init() {}

    /// Whether nothing would change.
    public var isEmpty: Bool { self == RoleEdit() }
}

extension Actions {
    /// Changes a role and answers it as it is now.
    ///
    /// - Throws: ``APIError`` `.notFound` for an icon that is no unused upload, and where the role is gone.
    public func editRole(_ role: Role, _ edit: RoleEdit, of server: ServerID, by user: UserID) async throws -> Role {
        let place = "roles.\(role.id)"
        let (change, new) = try await claiming([.icon(edit.icon, of: role.id)], by: user) { files in
            var change = PartialChange<RoleField>(of: place)
            change.set("name", text: edit.name)
            change.set("colour", text: edit.color)
            change.set("hoist", flag: edit.isHoisted)
            change.set("icon", file: files[0])
            for field in edit.remove { change.clear(field.path, field) }
            let updated = try await core.servers.update(server, change.update, if: .exists(place, true))
            guard let new = updated?.role(role.id) else { throw APIError(.notFound) }
            return (change, new)
        }
        if let old = role.icon, old.id != new.icon?.id { await discard([old.id]) }
        core.announce(.roleUpdated(role.id, of: server, data: change.data, clear: change.cleared))
        return new
    }
}
