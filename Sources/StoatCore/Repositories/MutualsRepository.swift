public import StoatModels
import StoatStorage

/// What two users have in common.
///
/// Memberships that only remember a timeout do not count.
public struct MutualsRepository: Sendable {
    let store: any DocumentStore

    /// Servers and direct channels that two users share.
    public struct Shared: Sendable, Equatable {
        /// Servers that both are in.
        public var servers: [ServerID]
        /// Groups and direct messages.
        public var channels: [ChannelID]
    }

    /// Whether two users share a server, a group or a direct message: one hop to the store, two where one is a bot.
    public func areConnected(_ one: User, _ other: User) async throws -> Bool {
        let shared = try await shared(one, other, channelLimit: 1)
        return !shared.servers.isEmpty || !shared.channels.isEmpty
    }

    /// Everything two users share: one hop to the store, two where one is a bot.
    public func shared(_ one: User, _ other: User) async throws -> Shared {
        try await shared(one, other, channelLimit: nil)
    }

    private func shared(_ one: User, _ other: User, channelLimit: Int?) async throws -> Shared {
        let channels = Query(
            .channels,
            where: .and([
                DirectChannelRepository.isShared,
                .containsAll("recipients", [.string(one.id.rawValue), .string(other.id.rawValue)]),
            ]),
            sort: [.ascending("_id")],
            limit: channelLimit,
            fields: []
        )
        guard one.isBot || other.isBot else {
            let rows = try await store.find([Self.memberships(of: one.id), Self.memberships(of: other.id), channels])
            let servers = Set(Self.servers(rows[1]))
            return Shared(
                servers: Self.servers(rows[0]).filter(servers.contains),
                channels: rows[2].compactMap(Self.channel)
            )
        }
        // A bot may be in very many servers: look for it in those of the other side only.
        let (few, many) = one.isBot ? (other.id, one.id) : (one.id, other.id)
        let rows = try await store.find([Self.memberships(of: few), channels])
        let ids = Self.servers(rows[0]).map { Value.object(Member.ID(server: $0, user: many).object) }
        let shared =
            ids.isEmpty
            ? []
            : try await store.find(
                Query(
                    .serverMembers,
                    where: .and([.isIn("_id", ids), .exists("pending_deletion_at", false)]),
                    fields: []
                )
            )
        return Shared(servers: Self.servers(shared), channels: rows[1].compactMap(Self.channel))
    }

    /// The servers a user is in.
    public func servers(of user: UserID) async throws -> [ServerID] {
        Self.servers(try await store.find(Self.memberships(of: user)))
    }

    private static func memberships(of user: UserID) -> Query {
        Query(
            .serverMembers,
            where: .and([.field("_id.user", equals: user), .exists("pending_deletion_at", false)]),
            fields: []
        )
    }

    private static func servers(_ rows: [Object]) -> [ServerID] {
        rows.compactMap { $0.optionalObject("_id")?.optionalID("server") }
    }

    private static func channel(_ row: Object) -> ChannelID? { row.optionalID("_id") }
}

extension Core {
    /// What two users have in common.
    public var mutuals: MutualsRepository { MutualsRepository(store: store) }
}
