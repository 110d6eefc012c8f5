import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /channels/:target`: changes a group or server channel.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`; `.missingPermission(ManageChannel)`;
    ///   `.missingPermission(ManagePermissions)` and `.cannotGiveMissingPermissions` for removing the default
    ///   permissions; then as the action.
    @Sendable func editChannel(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let edit = try await request.decode(ChannelChanges.self).edit
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.manageChannel)
        guard !edit.isEmpty else { return access.channel.wire }
        if edit.remove.contains(.defaultPermissions) { try access.requireClearingDefaultPermissions() }
        return try await core.actions.editChannel(access.channel, edit, by: user.id).wire
    }
}

extension ChannelAccess {
    /// Removing the default override of a server channel is a change of permissions: what it denies is given.
    fileprivate func requireClearingDefaultPermissions() throws {
        guard case .text(let properties) = channel.kind else { return }
        try require(.managePermissions)
        try permissions.requireGrant(PermissionOverride(), replacing: properties.defaultPermissions)
    }
}

/// Schema `DataEditChannel`; `archived` is accepted and ignored.
private struct ChannelChanges: JSONBody {
    let edit: ChannelEdit

    init(from body: BodyReader) throws {
        var edit = ChannelEdit()
        edit.name = try body.optionalString("name", length: 1...32)
        edit.description = try body.optionalString("description", length: 0...1024)
        edit.owner = try body.optionalID("owner")
        edit.icon = try body.optionalString("icon", length: 1...128).map { FileID($0) }
        edit.isNSFW = try body.optionalBool("nsfw")
        _ = try body.optionalBool("archived")
        edit.voice = try body.optionalBody("voice", as: VoiceBody.self)?.information
        if let slowmode: UInt64 = try body.optionalInteger("slowmode") {
            body.validation.range(Int64(clamping: slowmode), in: 0...21_600, field: "slowmode")
            edit.slowmodeSeconds = Int64(clamping: slowmode)
        }
        edit.remove = try body.optionalList("remove") ?? []
        self.edit = edit
    }
}
