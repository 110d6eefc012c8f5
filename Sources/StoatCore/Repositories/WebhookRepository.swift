public import StoatModels
import StoatStorage

/// Addresses that programs post messages to.
public struct WebhookRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The webhook with this id.
    public func find(_ id: WebhookID) async throws -> Webhook? {
        try await store.findOne(.channelWebhooks, where: .id(id)).map(Webhook.init(document:))
    }

    /// The webhooks of a channel in the order in which they were made.
    public func of(_ channel: ChannelID) async throws -> [Webhook] {
        documents.decode(
            try await store.find(
                Query(.channelWebhooks, where: .field("channel_id", equals: channel), sort: [.ascending("_id")])
            )
        )
    }

    func insert(_ webhook: Webhook) async throws {
        try await store.insert(webhook.document, into: .channelWebhooks)
    }

    /// Changes a webhook and answers it as it is now; `nil` where it is gone.
    func update(_ id: WebhookID, _ change: Update) async throws -> Webhook? {
        try await store.findAndUpdate(
            .channelWebhooks,
            where: .id(id),
            change,
            upsert: false,
            returning: .after
        ).map(Webhook.init(document:))
    }

    /// Removes a webhook; answers whether it was there.
    func delete(_ id: WebhookID) async throws -> Bool {
        try await store.deleteOne(.channelWebhooks, where: .id(id))
    }
}

extension Core {
    /// Addresses that programs post messages to.
    public var webhooks: WebhookRepository { WebhookRepository(store: store, documents: documents) }
}
