public import StoatModels
import StoatStorage

/// How far users have read, and where they were mentioned since.
public struct UnreadRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// All rows of a user, one per channel ever read or mentioned in; malformed ones are left out.
    public func all(of user: UserID) async throws -> [ChannelUnread] {
        documents.decode(try await store.find(Query(.channelUnreads, where: .field("_id.user", equals: user))))
    }

    /// The rows of these users for one channel; users without one are missing.
    public func of(_ users: [UserID], in channel: ChannelID) async throws -> [ChannelUnread] {
        guard !users.isEmpty else { return [] }
        return documents.decode(
            try await store.find(
                Query(
                    .channelUnreads,
                    where: .and([.field("_id.channel", equals: channel), .field("_id.user", in: users)]),
                    limit: users.count
                )
            )
        )
    }

    /// Records that a user has read channels up to a message each, in one batch.
    ///
    /// `last_id` is set, even back in time (that is how clients mark a channel unread), and the mentions up to it are
    /// gone.
    public func acknowledge(_ marks: [(channel: ChannelID, message: MessageID)], by user: UserID) async throws {
        guard !marks.isEmpty else { return }
        let rows: Filter = .and([.field("_id.user", equals: user), .field("_id.channel", in: marks.map(\.channel))])
        try await write(changing: rows) { _ in
            marks.map { mark in
                .update(
                    .channelUnreads,
                    Self.row(mark.channel, user),
                    Update()
                        .set("last_id", .string(mark.message.rawValue))
                        .adding("mentions", .pullWhere(.atMost, .string(mark.message.rawValue))),
                    scope: .one,
                    upsert: true
                )
            }
        }
    }

    /// Mentions kept per row: more than clients count.
    ///
    /// Bots and people who left for good never acknowledge, so that without a bound their rows would grow with every
    /// message.
    static let maxMentions = 250

    /// Notes a message as a mention of these users, and performs other writes after that in the same batch.
    func mention(
        of users: [UserID],
        by message: MessageID,
        in channel: ChannelID,
        then others: [Write] = []
    ) async throws {
        let rows: Filter = .and([.field("_id.channel", equals: channel), .field("_id.user", in: users)])
        let id: [Value] = [.string(message.rawValue)]
        try await write(changing: rows) { isRepetition in
            let change: Update.Change = isRepetition ? .addToSet(id) : .pushLast(id, keeping: Self.maxMentions)
            let update = Update().adding("mentions", change)
            return users.map { .update(.channelUnreads, Self.row(channel, $0), update, scope: .one, upsert: true) }
                + others
        }
    }

    /// Performs writes that change the mentions of these rows.
    ///
    /// Old databases may hold `mentions: null`, which no engine takes for an array. Only when one stands in the way are
    /// the rows put right and the writes performed again.
    ///
    /// - Parameter writes: given whether some of them may have been performed before.
    private func write(changing rows: Filter, _ writes: (_ isRepetition: Bool) -> [Write]) async throws {
        do { try await store.write(writes(false)) } catch let error as StorageError
            where error.code == .failed && error.collection == StoatStorage.Collection.channelUnreads.name
        {
            let isNull: Filter = .and([.exists("mentions", true), .equals("mentions", .null)])
            let repair: Write = .update(
                .channelUnreads,
                .and([rows, isNull]),
                Update().unset("mentions"),
                scope: .all
            )
            guard try await store.write([repair]).matched > 0 else { throw error }
            try await store.write(writes(true))
        }
    }

    private static func row(_ channel: ChannelID, _ user: UserID) -> Filter {
        .equals("_id", ["channel": .string(channel.rawValue), "user": .string(user.rawValue)])
    }
}

extension Core {
    /// How far users have read.
    public var unreads: UnreadRepository { UnreadRepository(store: store, documents: documents) }
}
