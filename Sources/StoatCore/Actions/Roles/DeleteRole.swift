public import StoatModels
import StoatStorage

extension Actions {
    /// Takes a role from its holders, from the channels that name it, and from its server.
    ///
    /// The role itself goes last, so that a deletion that was interrupted can be repeated. Copies of members and
    /// channels that still name it may stay until they expire: without the role that means nothing.
    public func deleteRole(_ role: Role, of server: Server) async throws {
        let id = Value.string(role.id.rawValue)
        try await core.store.write([
            .update(
                .serverMembers,
                .and([.field("_id.server", equals: server.id), .equals("roles", id)]),
                Update().adding("roles", .pull([id])),
                scope: .all
            ),
            .update(
                .channels,
                .and([
                    .field("server", equals: server.id), .exists("role_permissions.\(role.id)", true),
                ]),
                Update().unset("role_permissions.\(role.id)"),
                scope: .all
            ),
        ])
        guard try await core.servers.update(server.id, Update().unset("roles.\(role.id)")) != nil else { return }
        await discard([role.icon?.id].compactMap(\.self))
        core.announce(.roleDeleted(role.id, of: server.id))
    }
}
