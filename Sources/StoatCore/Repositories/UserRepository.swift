public import StoatModels
public import StoatStorage

/// The people and bots, as others know them.
///
/// Every write drops the cached copies it touched.
public struct UserRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The user with this id, through the cache.
    public func find(_ id: UserID) async throws -> User? { try await documents.user(id) }

    /// These users in no particular order, from the store: one query whatever their number.
    public func find(_ ids: [UserID]) async throws -> [User] {
        guard !ids.isEmpty else { return [] }
        return documents.decode(try await store.find(Query(.users, where: .field("_id", in: ids))))
    }

    /// Two users as the store has them now, for decisions that a stale copy would falsify.
    public func current(_ one: UserID, _ other: UserID) async throws -> (User?, User?) {
        let rows = try await store.find([
            Query(.users, where: .id(one), limit: 1), Query(.users, where: .id(other), limit: 1),
        ])
        return (try rows[0].first.map(User.init(document:)), try rows[1].first.map(User.init(document:)))
    }

    /// The user with this name, whatever its case, and these four digits.
    public func find(username: String, discriminator: String) async throws -> User? {
        try await store.findOne(
            .users,
            where: .and([
                .equalsIgnoringCase("username", username), .equals("discriminator", .string(discriminator)),
            ])
        ).map(User.init(document:))
    }

    /// The digits that users of a name have, whatever its case.
    public func discriminators(of username: String) async throws -> Set<String> {
        let rows = try await store.find(
            Query(.users, where: .equalsIgnoringCase("username", username), fields: ["discriminator"])
        )
        return Set(rows.compactMap { $0.optionalString("discriminator") })
    }

    /// Adds a user.
    ///
    /// - Throws: ``StorageError`` `.duplicateKey` when the id, or the name with its digits, is taken.
    public func insert(_ user: User) async throws {
        try await store.insert(user.document, into: .users)
        await documents.invalidate(.user(user.id))
    }

    /// Changes a user and answers it as it is now; `nil` when there is none.
    ///
    /// - Throws: ``StorageError`` `.duplicateKey` when the name with its digits is taken.
    public func update(_ id: UserID, _ change: Update) async throws -> User? {
        let row = try await store.findAndUpdate(.users, where: .id(id), change, upsert: false, returning: .after)
        await documents.invalidate(.user(id))
        return try row.map(User.init(document:))
    }

    /// Records the moment up to which the user knows changes of the platform's rules.
    public func setAcknowledgedPolicyChange(_ moment: Timestamp, of id: UserID) async throws {
        try await store.updateOne(
            .users,
            where: .id(id),
            Update().set("last_acknowledged_policy_change", .string(moment.iso8601))
        )
        await documents.invalidate(.user(id))
    }

    /// Gives two users new relations to each other, the second one's list first.
    ///
    /// `none` removes the entry.
    ///
    /// A new entry is added before the old one goes: at no moment does a reader see a blocked user without a relation.
    func relate(_ user: User, to other: User, as status: RelationshipStatus, and reverse: RelationshipStatus)
        async throws
    {
        try await store.write(
            Self.writes(of: other, towards: user.id, reverse) + Self.writes(of: user, towards: other.id, status)
        )
        await documents.invalidate(.user(user.id), .user(other.id))
    }

    private static func writes(of user: User, towards other: UserID, _ status: RelationshipStatus) -> [Write] {
        let old = user.relations.filter { $0.id == other }
        if old.count == 1, old[0].status == status { return [] }
        var changes: [Update] = []
        if status != .none, !old.contains(where: { $0.status == status }) {
            changes.append(Update().adding("relations", .push([.object(Relation(id: other, status: status).object)])))
        }
        for entry in old where entry.status != status {
            changes.append(Update().adding("relations", .pullMatching(entry.object)))
        }
        return changes.map { .update(.users, .id(user.id), $0) }
    }
}

extension Core {
    /// The people and bots.
    public var users: UserRepository { UserRepository(store: store, documents: documents) }
}
