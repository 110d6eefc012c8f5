import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /servers/:target/roles/:role`: changes a role.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; as ``requireManageableRole(_:)``; then as the action.
    @Sendable func editRole(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let edit = try await request.decode(RoleChanges.self).edit
        let (role, server) = try await requireManageableRole(context)
        guard !edit.isEmpty else { return role.object(.wire) }
        return try await core.actions.editRole(role, edit, of: server.id, by: user.id).object(.wire)
    }
}

/// Schema `DataEditRole`; its `rank` has no effect.
private struct RoleChanges: JSONBody {
    let edit: RoleEdit

    init(from body: BodyReader) throws {
        var edit = RoleEdit()
        edit.name = try body.optionalString("name", length: 1...32)
        edit.color = try body.optionalString("colour")
        if let color = edit.color { body.validation.color(color, field: "colour") }
        edit.isHoisted = try body.optionalBool("hoist")
        edit.icon = try body.optionalString("icon", length: 1...128).map { FileID(rawValue: $0) }
        edit.remove = try body.optionalList("remove") ?? []
        self.edit = edit
    }
}
