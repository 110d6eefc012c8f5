extension Event {
    /// A user has read a channel up to a message; told to the user's own sessions.
    public static func channelAcknowledged(_ channel: ChannelID, upTo message: MessageID, by user: UserID) -> Event {
        Event(
            .channelAck,
            [
                "id": .string(channel.rawValue), "user": .string(user.rawValue),
                "message_id": .string(message.rawValue),
            ],
            to: .users([user])
        )
    }

    /// How long a user has to wait in a channel with slowmode; told to the user's own sessions.
    public static func slowmode(of user: UserID, in channel: ChannelID, duration: Duration, left: Duration) -> Event {
        Event(
            .userSlowmodes,
            [
                "slowmodes": [
                    [
                        "channel_id": .string(channel.rawValue), "duration": .int(duration.wholeSecondsRoundedUp),
                        "retry_after": .int(left.wholeSecondsRoundedUp),
                    ]
                ]
            ],
            to: .users([user])
        )
    }
}
