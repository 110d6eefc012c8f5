public import StoatModels

extension Actions {
    /// Makes a webhook that posts to a channel.
    ///
    /// - Parameter avatar: an unused upload with the tag `avatars`.
    /// - Throws: ``APIError`` `.notFound` for an avatar that cannot be used.
    public func createWebhook(
        named name: String,
        avatar: FileID?,
        in channel: Channel,
        by user: UserID
    ) async throws -> Webhook {
        let id = WebhookID.new(at: core.clock())
        let webhook = try await claiming([.avatar(avatar, of: id)], by: user) { files in
            let webhook = Webhook(
                id: id,
                name: name,
                avatar: files[0],
                creator: user,
                channel: channel.id,
                token: SecureToken.session()
            )
            try await core.webhooks.insert(webhook)
            return webhook
        }
        core.announce(.webhookCreated(webhook, in: channel))
        return webhook
    }
}
