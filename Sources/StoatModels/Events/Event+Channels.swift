extension Event {
    /// A channel of a server was made; gateways pass it on to the members that can view it.
    public static func channelCreated(_ channel: Channel, in server: ServerID) -> Event {
        Event(.channelCreate, channel.wire, to: .server(server))
    }

    /// A direct message or group is new to these users.
    public static func channelCreated(_ channel: Channel, for users: [UserID]) -> Event {
        Event(.channelCreate, channel.wire, to: .users(users))
    }

    /// Some of a channel changed: `data` holds the new values, `clear` names what is gone.
    ///
    /// Every member of a server gets to know of it, since the change may be that they can view the channel now.
    public static func channelUpdated(_ channel: Channel, data: Object, clear: [ChannelField] = []) -> Event {
        Event(
            .channelUpdate,
            ["id": .string(channel.id.rawValue), "data": .object(data), "clear": .strings(clear)],
            to: channel.updateAudience
        )
    }

    /// A channel is gone; told to those who could view it.
    public static func channelDeleted(_ channel: Channel) -> Event {
        Event(.channelDelete, ["id": .string(channel.id.rawValue)], to: channel.audience)
    }

    /// Somebody was added to a group.
    ///
    /// - Parameter channel: the group as it is now.
    public static func groupJoined(_ channel: Channel, by user: UserID) -> Event {
        groupChange(.channelGroupJoin, channel, user)
    }

    /// Somebody left a group or was removed from it.
    ///
    /// - Parameter channel: the group as it was before, so that the one who left is told, too.
    public static func groupLeft(_ channel: Channel, by user: UserID) -> Event {
        groupChange(.channelGroupLeave, channel, user)
    }

    private static func groupChange(_ kind: EventKind, _ channel: Channel, _ user: UserID) -> Event {
        Event(kind, ["id": .string(channel.id.rawValue), "user": .string(user.rawValue)], to: channel.audience)
    }
}
