import StoatMessaging
public import StoatModels
import StoatStorage

extension Actions {
    /// Takes a role from its holders, from the channels that name it, and from its server.
    ///
    /// Holders go in portions. The role itself goes last, so that a deletion that was interrupted can be repeated.
    public func deleteRole(_ role: Role, of server: Server) async throws {
        while try await takeRole(role.id, fromHoldersIn: server.id) == Self.portion {}
        let place = "role_permissions.\(role.id)"
        try await core.store.write([
            .update(
                .channels,
                .and([.field("server", equals: server.id), .exists(place, true)]),
                Update().unset(place),
                scope: .all
            )
        ])
        await core.cache.invalidate(server.channels.map { .channel($0) })
        guard try await core.servers.update(server.id, Update().unset("roles.\(role.id)")) != nil else { return }
        await discard([role.icon?.id].compactMap(\.self))
        core.announce(.roleDeleted(role.id, of: server.id))
    }

    /// Holders that lose a role in one write; each is a condition of its own in SQLite.
    private static let portion = 200

    /// Takes a role from some of its holders; answers from how many.
    private func takeRole(_ role: RoleID, fromHoldersIn server: ServerID) async throws -> Int {
        let id = Value.string(role.rawValue)
        let rows = try await core.store.find(
            Query(
                .serverMembers,
                where: .and([.field("_id.server", equals: server), .equals("roles", id)]),
                limit: Self.portion,
                fields: []
            )
        )
        let holders = rows.compactMap { $0.optionalObject("_id").flatMap { try? Member.ID($0) } }
        guard !holders.isEmpty else { return 0 }
        try await core.store.write([
            .update(
                .serverMembers,
                .isIn("_id", holders.map { .object($0.object) }),
                Update().adding("roles", .pull([id])),
                scope: .all
            )
        ])
        await core.cache.invalidate(holders.map { .member($0) })
        return holders.count
    }
}
