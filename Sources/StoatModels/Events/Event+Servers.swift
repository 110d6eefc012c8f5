extension Event {
    /// A user is in a server from now on; told to the user's own sessions, which do not know the server yet.
    ///
    /// - Parameters:
    ///   - server: the whole server with its member count.
    ///   - channels: those of its channels that the user can view.
    ///   - emojis: all of its emojis.
    public static func serverCreated(
        _ server: Object,
        id: ServerID,
        channels: [Channel],
        emojis: [Emoji],
        for user: UserID
    ) -> Event {
        Event(
            .serverCreate,
            [
                "id": .string(id.rawValue), "server": .object(server),
                "channels": .array(channels.map { .object($0.wire) }),
                "emojis": .array(emojis.map { .object($0.document) }), "voice_states": [],
            ],
            to: .users([user])
        )
    }

    /// Some of a server changed: `data` holds the new values, `clear` names what is gone.
    public static func serverUpdated(_ id: ServerID, data: Object, clear: [ServerField] = []) -> Event {
        Event(
            .serverUpdate,
            ["id": .string(id.rawValue), "data": .object(data), "clear": .strings(clear)],
            to: .server(id)
        )
    }

    /// A server is gone, with everything in it.
    public static func serverDeleted(_ id: ServerID) -> Event {
        Event(.serverDelete, ["id": .string(id.rawValue)], to: .server(id))
    }
}

extension Event {
    /// Somebody joined a server.
    public static func memberJoined(_ member: Member) -> Event {
        Event(
            .serverMemberJoin,
            [
                "id": .string(member.id.server.rawValue),
                // Repeats the membership's id; clients read it.
                "user": .string(member.id.user.rawValue), "member": .object(member.wire),
            ],
            to: .server(member.id.server)
        )
    }

    /// Some of a membership changed: `data` holds the new values, `clear` names what is gone.
    public static func memberUpdated(_ id: Member.ID, data: Object, clear: [MemberField]) -> Event {
        Event(
            .serverMemberUpdate,
            ["id": .object(id.object), "data": .object(data), "clear": .strings(clear)],
            to: .server(id.server)
        )
    }

    /// Somebody is no longer in a server; the one who left is told, too.
    public static func memberLeft(_ id: Member.ID, reason: RemovalReason) -> Event {
        Event(
            .serverMemberLeave,
            [
                "id": .string(id.server.rawValue), "user": .string(id.user.rawValue),
                "reason": .string(reason.rawValue),
            ],
            to: .server(id.server)
        )
    }
}
