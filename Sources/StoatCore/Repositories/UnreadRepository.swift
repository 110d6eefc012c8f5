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

    /// Records that a user has read channels up to a message each: `last_id` is set, even back in time (that is how
    /// clients mark a channel unread), and the mentions up to it are gone.
    ///
    /// One batch.
    public func acknowledge(_ marks: [(channel: ChannelID, message: MessageID)], by user: UserID) async throws {
        guard !marks.isEmpty else { return }
        try await store.write(
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
        )
    }

    /// The writes that note a message as a mention of these users.
    ///
    /// - Parameter isRepeatable: whether the same writes may run twice without noting the message twice; costs a
    ///   search through the row's mentions.
    static func mention(
        of users: [UserID],
        by message: MessageID,
        in channel: ChannelID,
        isRepeatable: Bool = false
    ) -> [Write] {
        let id: [Value] = [.string(message.rawValue)]
        let update = Update().adding("mentions", isRepeatable ? .addToSet(id) : .push(id))
        return users.map { .update(.channelUnreads, row(channel, $0), update, scope: .one, upsert: true) }
    }

    private static func row(_ channel: ChannelID, _ user: UserID) -> Filter {
        .equals("_id", ["channel": .string(channel.rawValue), "user": .string(user.rawValue)])
    }
}

extension Core {
    /// How far users have read.
    public var unreads: UnreadRepository { UnreadRepository(store: store, documents: documents) }
}
