// Channels and what is said in them.
extension Collection {
    /// Channels of servers, groups, direct and saved messages.
    public static let channels = Collection(
        "channels",
        indexes: [
            Index("server", on: .keys(["server"]), optional: true),
            Index("recipients", on: .elements("recipients"), optional: true),
            Index("channel_type_user", on: .keys(["channel_type", "user"]), optional: true),
        ]
    )

    /// Codes that let someone join a server or group.
    public static let channelInvites = Collection(
        "channel_invites",
        indexes: [
            Index("channel", on: .keys(["channel"]), optional: true),
            Index("server", on: .keys(["server"]), optional: true),
        ]
    )

    /// How far a user has read a channel, by channel and user.
    public static let channelUnreads = Collection(
        "channel_unreads",
        indexes: [
            Index("compound_id", on: .keys(["_id.channel", "_id.user"])),
            Index("user_id", on: .keys(["_id.user"])),
        ]
    )

    /// Addresses that programs may post to.
    public static let channelWebhooks = Collection(
        "channel_webhooks",
        indexes: [Index("channel_id", on: .keys(["channel_id"]), optional: true)]
    )

    /// Messages of all channels.
    public static let messages = Collection(
        "messages",
        indexes: [
            Index("content", on: .text("content", within: "channel")),
            Index("channel_id_compound", on: .keys(["channel", "_id"])),
            Index("author", on: .keys(["author"])),
            Index("channel_pinned_compound", on: .keys(["channel", "pinned"])),
        ]
    )
}
