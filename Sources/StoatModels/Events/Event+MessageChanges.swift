extension Event {
    /// Some of a message changed: `data` holds the new values, `clear` names what is gone.
    public static func messageUpdated(
        _ id: MessageID,
        in channel: Channel,
        data: Object,
        clear: [MessageField] = []
    ) -> Event {
        Event(
            .messageUpdate,
            [
                "id": .string(id.rawValue), "channel": .string(channel.id.rawValue), "data": .object(data),
                "clear": .strings(clear),
            ],
            to: channel.audience
        )
    }

    /// Embeds made from a message's links were added to it.
    public static func messageAppended(_ id: MessageID, in channel: Channel, embeds: [Object]) -> Event {
        Event(
            .messageAppend,
            [
                "id": .string(id.rawValue), "channel": .string(channel.id.rawValue),
                "append": ["embeds": .array(embeds.map { .object($0) })],
            ],
            to: channel.audience
        )
    }

    /// A message is gone.
    public static func messageDeleted(_ id: MessageID, in channel: Channel) -> Event {
        Event(
            .messageDelete,
            ["id": .string(id.rawValue), "channel": .string(channel.id.rawValue)],
            to: channel.audience
        )
    }

    /// Several messages are gone; also sent when none of those meant existed.
    public static func messagesDeleted(_ ids: [MessageID], in channel: Channel) -> Event {
        Event(
            .bulkMessageDelete,
            ["channel": .string(channel.id.rawValue), "ids": .strings(ids)],
            to: channel.audience
        )
    }

    /// The newest message of a channel is another one, because the newest was deleted.
    public static func newestMessageChanged(to id: MessageID, in channel: Channel) -> Event {
        Event(
            .channelUpdate,
            [
                "id": .string(channel.id.rawValue), "data": ["last_message_id": .string(id.rawValue)], "clear": [],
            ],
            to: channel.audience
        )
    }
}

/// Fields of a message that a change may clear.
public enum MessageField: String, Sendable {
    /// The message is no longer pinned.
    case pinned = "Pinned"
}
