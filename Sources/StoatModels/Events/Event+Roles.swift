extension Event {
    /// A role came, or some of it changed: `data` holds the new values, `clear` names what is gone.
    public static func roleUpdated(
        _ role: RoleID,
        of server: ServerID,
        data: Object,
        clear: [RoleField] = []
    ) -> Event {
        Event(
            .serverRoleUpdate,
            [
                "id": .string(server.rawValue), "role_id": .string(role.rawValue), "data": .object(data),
                "clear": .strings(clear),
            ],
            to: .server(server)
        )
    }

    /// A role is gone; its holders and the channels that named it changed with it.
    public static func roleDeleted(_ role: RoleID, of server: ServerID) -> Event {
        Event(
            .serverRoleDelete,
            ["id": .string(server.rawValue), "role_id": .string(role.rawValue)],
            to: .server(server)
        )
    }

    /// The roles of a server stand in this order, the highest first.
    public static func rolesReordered(_ roles: [RoleID], of server: ServerID) -> Event {
        Event(
            .serverRoleRanksUpdate,
            ["id": .string(server.rawValue), "ranks": .strings(roles)],
            to: .server(server)
        )
    }
}
