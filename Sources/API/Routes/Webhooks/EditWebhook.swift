import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /webhooks/:webhook`: changes a webhook.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound` for the webhook and its channel;
    ///   `.missingPermission(ManageWebhooks)`; `.cannotGiveMissingPermissions` for rights that the caller lacks; then
    ///   as the action.
    @Sendable func editWebhook(_ request: Request, context: APIContext) async throws -> Object {
        _ = try context.requireUser()
        let edit = try await request.decode(WebhookChanges.self).edit
        let (webhook, access) = try await loadWebhook(context)
        try access.require(.manageWebhooks)
        if let permissions = edit.permissions, !access.has(permissions.subtracting(webhook.permissions)) {
            throw APIError(.cannotGiveMissingPermissions)
        }
        return try await answer(edit, webhook, access.channel)
    }

    /// `PATCH /webhooks/:webhook/:token`: changes a webhook, for whoever knows its token; its rights stay.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`; `.notAuthenticated` for another token; then as the
    ///   action.
    @Sendable func editWebhookByToken(_ request: Request, context: APIContext) async throws -> Object {
        var edit = try await request.decode(WebhookChanges.self).edit
        edit.permissions = nil
        let webhook = try await requireWebhookByToken(context)
        return try await answer(edit, webhook, requireChannel(of: webhook))
    }

    private func answer(_ edit: WebhookEdit, _ webhook: Webhook, _ channel: Channel) async throws -> Object {
        guard !edit.isEmpty else { return webhook.wire(showsToken: true) }
        return try await core.actions.editWebhook(webhook, edit, in: channel).wire(showsToken: true)
    }
}

/// Schema `DataEditWebhook`.
private struct WebhookChanges: JSONBody {
    let edit: WebhookEdit

    init(from body: BodyReader) throws {
        var edit = WebhookEdit()
        edit.name = try body.optionalString("name", length: 1...32)
        edit.avatar = try body.optionalString("avatar", length: 1...128).map { FileID(rawValue: $0) }
        edit.permissions = try body.optionalInteger("permissions", as: UInt64.self).map { Permissions(rawValue: $0) }
        edit.remove = try body.optionalList("remove") ?? []
        self.edit = edit
    }
}
