public import StoatModels
import StoatStorage

/// How far users have read, and where they were mentioned since.
public struct UnreadRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// All records of a user, one per channel ever read or mentioned in.
    public func all(of user: UserID) async throws -> [ChannelUnread] {
        documents.decode(try await store.find(Query(.channelUnreads, where: .field("_id.user", equals: user))))
    }
}

extension Core {
    /// How far users have read.
    public var unreads: UnreadRepository { UnreadRepository(store: store, documents: documents) }
}
