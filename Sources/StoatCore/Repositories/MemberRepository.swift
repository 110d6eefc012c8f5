public import StoatModels
import StoatStorage

/// Memberships.
///
/// A row that only remembers the timeout or mute of somebody who left counts nowhere: every read here leaves it out.
public struct MemberRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// One membership, through the cache.
    public func find(_ id: Member.ID) async throws -> Member? {
        try await documents.load(.member(id)).map(Member.init(document:))
    }

    /// All memberships of a server by ascending user id: one query.
    public func all(of server: ServerID) async throws -> [Member] {
        documents.decode(
            try await store.find(
                Query(.serverMembers, where: Self.members(of: server), sort: [.ascending("_id.user")])
            )
        )
    }

    /// The memberships that these users have in a server, by ascending user id: one query.
    public func find(_ users: [UserID], in server: ServerID) async throws -> [Member] {
        guard !users.isEmpty else { return [] }
        return documents.decode(
            try await store.find(
                Query(
                    .serverMembers,
                    where: .and([Self.members(of: server), .field("_id.user", in: users)]),
                    sort: [.ascending("_id.user")],
                    limit: users.count
                )
            )
        )
    }

    /// In how many servers a user is.
    public func count(of user: UserID) async throws -> Int {
        try await store.count(
            .serverMembers,
            where: .and([.field("_id.user", equals: user), Self.isPresent])
        )
    }

    /// Changes a membership and answers it as it is now; `nil` where it has ended.
    func update(_ id: Member.ID, _ change: Update) async throws -> Member? {
        let row = try await store.findAndUpdate(
            .serverMembers,
            where: .and([Self.row(id), Self.isPresent]),
            change,
            upsert: false,
            returning: .after
        )
        await documents.invalidate(.member(id))
        return try row.map(Member.init(document:))
    }

    /// Rows that are memberships.
    static let isPresent: Filter = .exists("pending_deletion_at", false)

    static func members(of server: ServerID) -> Filter {
        .and([.field("_id.server", equals: server), isPresent])
    }

    static func row(_ id: Member.ID) -> Filter { .equals("_id", .object(id.object)) }
}

extension Core {
    /// Memberships.
    public var members: MemberRepository { MemberRepository(store: store, documents: documents) }
}
