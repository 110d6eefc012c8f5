extension Event {
    /// A user reacted to a message, perhaps once more with the same emoji.
    public static func messageReacted(
        _ message: MessageID,
        in channel: Channel,
        by user: UserID,
        emoji: String
    ) -> Event {
        reaction(.messageReact, message, channel, user: user, emoji: emoji)
    }

    /// One reaction of one user was removed.
    public static func messageUnreacted(
        _ message: MessageID,
        in channel: Channel,
        by user: UserID,
        emoji: String
    ) -> Event {
        reaction(.messageUnreact, message, channel, user: user, emoji: emoji)
    }

    /// Every reaction with one emoji was removed.
    public static func messageReactionRemoved(_ message: MessageID, in channel: Channel, emoji: String) -> Event {
        reaction(.messageRemoveReaction, message, channel, user: nil, emoji: emoji)
    }

    private static func reaction(
        _ kind: EventKind,
        _ message: MessageID,
        _ channel: Channel,
        user: UserID?,
        emoji: String
    ) -> Event {
        var members: Object = ["id": .string(message.rawValue), "channel_id": .string(channel.id.rawValue)]
        members.append("user_id", user)
        members.append("emoji_id", emoji)
        return Event(kind, members, to: channel.audience)
    }
}
