import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /channels/:target/webhooks`: the webhooks of a channel with their tokens.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManageWebhooks)`.
    @Sendable func listWebhooks(_ request: Request, context: APIContext) async throws -> Value {
        let user = try context.requireUser()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.manageWebhooks)
        return .array(try await core.webhooks.of(access.channel.id).map { .object($0.wire(showsToken: true)) })
    }

    /// `GET /webhooks/:webhook`: what those may know of a webhook who view its channel.
    ///
    /// - Throws: ``APIError``: `.notFound` for the webhook and its channel; `.missingPermission(ViewChannel)`.
    @Sendable func fetchWebhook(_ request: Request, context: APIContext) async throws -> Object {
        let (webhook, access) = try await loadWebhook(context)
        try access.require(.viewChannel)
        return webhook.publicWire
    }

    /// `GET /webhooks/:webhook/:token`: a webhook, for whoever knows its token.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.notAuthenticated` for another token.
    @Sendable func fetchWebhookByToken(_ request: Request, context: APIContext) async throws -> Object {
        try await requireWebhookByToken(context).wire(showsToken: true)
    }
}
