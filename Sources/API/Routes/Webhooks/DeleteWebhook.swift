import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /webhooks/:webhook`: removes a webhook.
    ///
    /// - Throws: ``APIError``: `.notFound` for the webhook and its channel; `.missingPermission(ManageWebhooks)`.
    @Sendable func deleteWebhook(_ request: Request, context: APIContext) async throws -> NoContent {
        _ = try context.requireUser()
        try request.auditReason()
        let (webhook, access) = try await loadWebhook(context)
        try access.require(.manageWebhooks)
        try await core.actions.deleteWebhook(webhook.id, in: access.channel)
        return NoContent()
    }

    /// `DELETE /webhooks/:webhook/:token`: removes a webhook, for whoever knows its token.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.notAuthenticated` for another token.
    @Sendable func deleteWebhookByToken(_ request: Request, context: APIContext) async throws -> NoContent {
        let webhook = try await requireWebhookByToken(context)
        try await core.actions.deleteWebhook(webhook.id, in: requireChannel(of: webhook))
        return NoContent()
    }
}
