import StoatCore
import StoatModels

extension APIRoutes {
    func addWebhookRoutes(to table: inout RouteTable) {
        table.post("/channels/:target/webhooks", handler: createWebhook)
        table.get("/channels/:target/webhooks", handler: listWebhooks)
        guard core.settings.features.webhooksEnabled else { return }
        table.get("/webhooks/:webhook", handler: fetchWebhook)
        table.patch("/webhooks/:webhook", handler: editWebhook)
        table.delete("/webhooks/:webhook", handler: deleteWebhook)
        table.get("/webhooks/:webhook/:token", handler: fetchWebhookByToken)
        table.patch("/webhooks/:webhook/:token", handler: editWebhookByToken)
        table.delete("/webhooks/:webhook/:token", handler: deleteWebhookByToken)
    }

    /// The webhook that the path names, with what the caller may do in its channel.
    ///
    /// - Throws: ``APIError`` `.notFound` for the webhook and for its channel.
    func loadWebhook(_ context: APIContext) async throws -> (webhook: Webhook, access: ChannelAccess) {
        let user = try context.requireUser()
        let webhook = try await requireWebhook(context)
        return (webhook, try await core.permissions.load(channel: webhook.channel, for: user))
    }

    /// The webhook that the path names, with its token.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.notAuthenticated` for another token.
    func requireWebhookByToken(_ context: APIContext) async throws -> Webhook {
        let webhook = try await requireWebhook(context)
        guard SecretText.isEqual(webhook.token ?? "", try context.parameters.text("token")) else {
            throw APIError(.notAuthenticated)
        }
        return webhook
    }

    /// The channel that a webhook posts to.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    func requireChannel(of webhook: Webhook) async throws -> Channel {
        guard let channel = try await core.channels.find(webhook.channel) else { throw APIError(.notFound) }
        return channel
    }

    private func requireWebhook(_ context: APIContext) async throws -> Webhook {
        guard let webhook = try await core.webhooks.find(context.parameters.require("webhook")) else {
            throw APIError(.notFound)
        }
        return webhook
    }
}
