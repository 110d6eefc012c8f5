internal import StoatCore
internal import StoatModels
internal import StoatStorage
internal import Synchronization

/// Reads what a session needs from the store, in two hops whatever the user's number of servers.
final class SessionReader: Sendable {
    private let core: Core
    private let policies = Mutex<(changes: [PolicyChange], until: Timestamp)>(([], Timestamp(milliseconds: 0)))

    /// Rule changes are written by hand; a minute's delay does not matter.
    private static let policyLifetime: Duration = .seconds(60)

    init(core: Core) { self.core = core }

    /// What depends on the user alone.
    struct Personal: Sendable {
        let user: User
        let memberships: [Member]
        let directs: [Channel]
        let unreads: [ChannelUnread]
        let settings: Object
        let policies: [PolicyChange]

        /// Everybody in the relations and in direct channels.
        var followed: [UserID: RelationshipStatus] {
            var followed: [UserID: RelationshipStatus] = [:]
            for relation in user.relations { followed[relation.id] = relation.status }
            for channel in directs {
                for other in channel.recipients where followed[other] == nil {
                    followed[other] = user.relation(to: other)
                }
            }
            followed[user.id] = nil
            return followed
        }
    }

    /// The first hop: the user, memberships and direct channels, and what `Ready` was asked to hold besides.
    ///
    /// - Returns: `nil` when the user is gone.
    func personal(_ user: UserID, _ selection: ReadySelection) async throws -> Personal? {
        var queries = [
            Query(.users, where: .id(user), limit: 1), Self.memberships(of: user),
            Query(
                .channels,
                where: .or([
                    .and([
                        .isIn("channel_type", ["DirectMessage", "Group"]),
                        .equals("recipients", .string(user.rawValue)),
                    ]),
                    .and([.equals("channel_type", "SavedMessages"), .equals("user", .string(user.rawValue))]),
                ])
            ),
        ]
        let known = knownPolicies()
        let unreadIndex = selection.contains(.channelUnreads) ? queries.count : nil
        if unreadIndex != nil {
            queries.append(Query(.channelUnreads, where: .field("_id.user", equals: user)))
        }
        let settingsIndex = selection.settingKeys.isEmpty ? nil : queries.count
        if settingsIndex != nil {
            queries.append(Query(.userSettings, where: .id(user), limit: 1, fields: selection.settingKeys))
        }
        let policyIndex = known == nil ? queries.count : nil
        if policyIndex != nil { queries.append(Query(.policyChanges)) }
        let rows = try await core.store.find(queries)
        guard let row = rows[0].first else { return nil }
        var policies = known ?? []
        if let policyIndex {
            policies = core.documents.decode(rows[policyIndex], as: PolicyChange.self)
            keep(policies)
        }
        return Personal(
            user: try User(document: row),
            memberships: core.documents.decode(rows[1], as: Member.self),
            directs: core.withNewestMessages(core.documents.decode(rows[2])),
            unreads: unreadIndex.map { core.documents.decode(rows[$0], as: ChannelUnread.self) } ?? [],
            settings: settingsIndex.flatMap { rows[$0].first } ?? [:],
            policies: policies
        )
    }

    /// The second hop: the users to show, and the memberships once more, now that the topics of all servers are bound.
    func surroundings(of user: UserID, _ followed: [UserID]) async throws -> (users: [User], memberships: [Member]) {
        var queries = [Self.memberships(of: user)]
        if !followed.isEmpty { queries.append(Query(.users, where: .field("_id", in: followed))) }
        let rows = try await core.store.find(queries)
        return (rows.count > 1 ? core.documents.decode(rows[1]) : [], core.documents.decode(rows[0]))
    }

    /// One membership as the store has it now.
    func membership(_ id: Member.ID) async throws -> Member? {
        let filter = Filter.and([.equals("_id", .object(id.object)), .exists("pending_deletion_at", false)])
        let rows = try await core.store.find(Query(.serverMembers, where: filter, limit: 1))
        return core.documents.decode(rows, as: Member.self).first
    }

    private static func memberships(of user: UserID) -> Query {
        Query(
            .serverMembers,
            where: .and([.field("_id.user", equals: user), .exists("pending_deletion_at", false)])
        )
    }

    private func knownPolicies() -> [PolicyChange]? {
        let now = core.clock()
        return policies.withLock { now < $0.until ? $0.changes : nil }
    }

    private func keep(_ changes: [PolicyChange]) {
        let until = core.clock().advanced(by: Self.policyLifetime)
        policies.withLock { $0 = (changes, until) }
    }
}
