internal import Logging
internal import StoatCore
internal import StoatMessaging
internal import StoatModels
internal import StoatStorage

/// Keeps this gateway's part of who is online, and tells others when users come and go.
struct PresenceKeeper: Sendable {
    let core: Core

    /// A session has become live.
    func arrived(_ session: PresenceSessionID, _ user: User, servers: [ServerID]) async {
        guard await core.presence.connect(user.id, session: session), user.status.presence != .invisible else { return }
        announce(user.id, isOnline: true, servers: servers)
    }

    /// A session ended some seconds ago.
    func departed(_ session: PresenceSessionID, _ user: User, servers: [ServerID]) async {
        guard await core.presence.disconnect(user.id, session: session), user.status.presence != .invisible else {
            return
        }
        announce(user.id, isOnline: false, servers: servers)
    }

    /// Renews the lease, and tells of users whose gateway died.
    func renew() async { await tell(await core.presence.renew()) }

    /// Gives the lease back, and tells of users who went offline with it.
    func shutdown() async { await tell(await core.presence.shutdown()) }

    private func tell(_ users: [UserID]) async {
        guard !users.isEmpty else { return }
        do {
            let rows = try await core.store.find([
                Query(.users, where: .field("_id", in: users), fields: ["status", "username", "discriminator"]),
                Query(
                    .serverMembers,
                    where: .and([.field("_id.user", in: users), .exists("pending_deletion_at", false)]),
                    fields: ["_id"]
                ),
            ])
            let members = core.documents.decode(rows[1], as: Member.self)
            let servers = Dictionary(grouping: members, by: \.id.user)
            for user in core.documents.decode(rows[0], as: User.self) where user.status.presence != .invisible {
                announce(user.id, isOnline: false, servers: (servers[user.id] ?? []).map(\.id.server))
            }
        } catch {
            core.logger.warning(
                "Users went offline and nobody could be told",
                metadata: ["count": "\(users.count)", LogKey.error: "\(error)"]
            )
        }
    }

    private func announce(_ user: UserID, isOnline: Bool, servers: [ServerID]) {
        guard !core.settings.disableEvents else { return }
        core.announce(
            .userUpdate(user, data: ["online": .bool(isOnline)], servers: servers, isPresence: true)
        )
    }
}
