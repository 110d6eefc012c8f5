import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /servers/:target`: changes a server.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`; `.missingPermission`; `.notOwner` and
    ///   `.invalidCredentials` for a new owner; `.notPrivileged`; then as the action.
    @Sendable func editServer(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let edit = try await request.decode(ServerChanges.self).edit
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        guard !edit.isEmpty else {
            try access.requireMember()
            return try await wire(access.server)
        }
        if edit.needsManageServer { try access.require(.manageServer) }
        if edit.owner != nil {
            guard access.server.owner == user.id || user.isPrivileged else { throw APIError(.notOwner) }
            try await core.actions.consumeTransferTicket(request.headers.first(.mfaTicket), of: user.id)
        }
        if edit.flags != nil || edit.isDiscoverable != nil, !user.isPrivileged { throw APIError(.notPrivileged) }
        if edit.categories != nil { try access.require(.manageChannel) }
        return try await wire(core.actions.editServer(access.server, edit, by: user.id))
    }
}

extension ServerEdit {
    /// Whether it changes anything that the holders of `ManageServer` may change.
    fileprivate var needsManageServer: Bool {
        name != nil || description != nil || icon != nil || banner != nil || systemMessages != nil
            || hasAnalytics != nil || !remove.isEmpty
    }
}

/// Schema `DataEditServer`.
private struct ServerChanges: JSONBody {
    let edit: ServerEdit

    init(from body: BodyReader) throws {
        var edit = ServerEdit()
        edit.name = try body.optionalString("name", length: 1...32)
        edit.description = try body.optionalString("description", length: 0...1024)
        edit.icon = try body.optionalID("icon")
        edit.banner = try body.optionalID("banner")
        edit.categories = try body.optionalBodies("categories", of: CategoryBody.self)?.map(\.category)
        edit.systemMessages = try body.optionalBody("system_messages", as: SystemMessagesBody.self)?.channels
        edit.flags = try body.optionalInteger("flags")
        edit.isDiscoverable = try body.optionalBool("discoverable")
        edit.hasAnalytics = try body.optionalBool("analytics")
        edit.owner = try body.optionalID("owner")
        edit.remove = try body.optionalList("remove") ?? []
        self.edit = edit
    }
}

/// Schema `Category`.
private struct CategoryBody: JSONBody {
    let category: StoatModels.Category

    init(from body: BodyReader) throws {
        self.category = StoatModels.Category(
            id: try body.string("id", length: 1...32),
            title: try body.string("title", length: 1...32),
            channels: try body.optionalList("channels") ?? { throw body.mismatch("channels", expected: "array") }()
        )
    }
}

/// Schema `SystemMessageChannels`.
private struct SystemMessagesBody: JSONBody {
    let channels: SystemMessageChannels

    init(from body: BodyReader) throws {
        self.channels = SystemMessageChannels(
            userJoined: try body.optionalID("user_joined"),
            userLeft: try body.optionalID("user_left"),
            userKicked: try body.optionalID("user_kicked"),
            userBanned: try body.optionalID("user_banned")
        )
    }
}
