extension Event {
    /// A login ended: gateways log out its sockets, the user's other sockets see it.
    public static func deleteSession(_ session: SessionID, of user: UserID) -> Event {
        Event(
            .deleteSession,
            ["user_id": .string(user.rawValue), "session_id": .string(session.rawValue)],
            to: .users([user])
        )
    }

    /// All logins of a user ended, or all but one.
    public static func deleteAllSessions(of user: UserID, except kept: SessionID? = nil) -> Event {
        Event(
            .deleteAllSessions,
            [
                "user_id": .string(user.rawValue),
                "exclude_session_id": kept.map { .string($0.rawValue) } ?? .null,
            ],
            to: .users([user])
        )
    }

    /// Every socket of a user or bot is to end, whatever session it has.
    public static func logout(_ user: UserID) -> Event { Event(.logout, [:], to: .users([user])) }
}
