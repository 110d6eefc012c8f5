extension Event {
    /// A channel has a new webhook; its token is not told.
    public static func webhookCreated(_ webhook: Webhook, in channel: Channel) -> Event {
        Event(.webhookCreate, webhook.wire(showsToken: false), to: channel.audience)
    }

    /// Some of a webhook changed: `data` holds the new values, `remove` names what is gone.
    public static func webhookUpdated(
        _ webhook: WebhookID,
        in channel: Channel,
        data: Object,
        remove: [WebhookField]
    ) -> Event {
        Event(
            .webhookUpdate,
            ["id": .string(webhook.rawValue), "data": .object(data), "remove": .strings(remove)],
            to: channel.audience
        )
    }

    /// A webhook is gone.
    public static func webhookDeleted(_ webhook: WebhookID, in channel: Channel) -> Event {
        Event(.webhookDelete, ["id": .string(webhook.rawValue)], to: channel.audience)
    }
}
