public import StoatModels
import StoatStorage

/// Custom emojis.
public struct EmojiRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The emojis of a server; one query.
    public func of(_ server: ServerID) async throws -> [Emoji] {
        documents.decode(try await store.find(Self.query(of: server)))
    }

    static func query(of server: ServerID) -> Query {
        Query(.emojis, where: .field("parent.id", equals: server), sort: [.ascending("_id")])
    }
}

extension Core {
    /// Custom emojis.
    public var emojis: EmojiRepository { EmojiRepository(store: store, documents: documents) }
}
