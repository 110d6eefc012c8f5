extension Event {
    /// A user changed.
    ///
    /// - Parameters:
    ///   - data: the changed keys with their new values.
    ///   - clear: the names of removed fields.
    ///   - isPresence: whether every member of the servers is to know, not only those who asked for changes.
    public static func userUpdate(
        _ user: UserID,
        data: Object,
        clear: [UserField] = [],
        servers: [ServerID],
        isPresence: Bool
    ) -> Event {
        Event(
            .userUpdate,
            userUpdateMembers(user, data: data, clear: clear),
            to: .userUpdate(user, servers: servers, isPresence: isPresence)
        )
    }

    /// A change that only the user's own sessions are to see.
    public static func ownUserUpdate(_ user: UserID, data: Object) -> Event {
        Event(.userUpdate, userUpdateMembers(user, data: data, clear: []), to: .users([user]))
    }

    /// The relation of `receiver` to another user changed.
    ///
    /// - Parameter user: the other user as the receiver may see them, with the new `relationship`.
    public static func userRelationship(of receiver: UserID, with user: Object) -> Event {
        Event(
            .userRelationship,
            [
                "id": .string(receiver.rawValue), "user": .object(user),
                // Clients of 2024 read the new relation here.
                "status": user["relationship"] ?? .string(RelationshipStatus.none.rawValue),
            ],
            to: .users([receiver])
        )
    }

    /// Settings were stored; also told to the client that did.
    ///
    /// - Parameter update: key → `[milliseconds, text]`.
    public static func userSettingsUpdate(_ user: UserID, update: Object) -> Event {
        Event(.userSettingsUpdate, ["id": .string(user.rawValue), "update": .object(update)], to: .users([user]))
    }

    /// A direct message or saved messages came into being; its people do not know it yet.
    public static func directChannelCreate(_ channel: Channel) -> Event {
        Event(.channelCreate, channel.wire, to: .users(channel.recipients))
    }

    private static func userUpdateMembers(_ user: UserID, data: Object, clear: [UserField]) -> Object {
        [
            "id": .string(user.rawValue), "data": .object(data), "clear": .strings(clear), "event_id": .null,
        ]
    }
}
