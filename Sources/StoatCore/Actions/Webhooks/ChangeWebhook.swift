public import StoatModels

/// What is to change about a webhook; `nil` leaves a field alone.
public struct WebhookEdit: Sendable, Equatable {
    /// 1 to 32 characters.
    public var name: String?
    /// An unused upload with the tag `avatars`.
    public var avatar: FileID?
    /// Everything it may do.
    public var permissions: Permissions?
    /// Fields to remove; a new value in the same edit wins.
    public var remove: [WebhookField] = []

    /// An edit that changes nothing.
    public init() {}

    /// Whether nothing would change.
    public var isEmpty: Bool { self == WebhookEdit() }
}

extension Actions {
    /// Changes a webhook and answers it as it is now.
    ///
    /// A replaced avatar is kept: old messages of the webhook show it.
    ///
    /// - Throws: ``APIError`` `.notFound` for an avatar that cannot be used, and where the webhook is gone.
    public func editWebhook(_ webhook: Webhook, _ edit: WebhookEdit, in channel: Channel) async throws -> Webhook {
        let wish = FileWish.avatar(edit.avatar, of: webhook.id)
        let (change, updated) = try await claiming([wish], by: webhook.creator) { files in
            var change = PartialChange<WebhookField>()
            change.set("name", text: edit.name)
            change.set("avatar", file: files[0])
            if let permissions = edit.permissions {
                change.set("permissions", .int(Int64(bitPattern: permissions.rawValue)))
            }
            for field in edit.remove { change.clear(field.path, field) }
            guard let updated = try await core.webhooks.update(webhook.id, change.update) else {
                throw APIError(.notFound)
            }
            return (change, updated)
        }
        core.announce(.webhookUpdated(webhook.id, in: channel, data: change.data, remove: change.cleared))
        return updated
    }

    /// Removes a webhook; its messages and the avatars they show stay.
    public func deleteWebhook(_ webhook: WebhookID, in channel: Channel) async throws {
        guard try await core.webhooks.delete(webhook) else { return }
        core.announce(.webhookDeleted(webhook, in: channel))
    }
}
