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

    /// The emoji with this id, also one that belongs to no server any more.
    public func find(_ id: EmojiID) async throws -> Emoji? {
        try await store.findOne(.emojis, where: .id(id)).map(Emoji.init(document:))
    }

    /// How many emojis a server has.
    func count(of server: ServerID) async throws -> Int {
        try await store.count(.emojis, where: .field("parent.id", equals: server))
    }

    /// Adds an emoji.
    func insert(_ emoji: Emoji) async throws { try await store.insert(emoji.document, into: .emojis) }

    /// Renames an emoji of a server; answers whether it is still there.
    func rename(_ id: EmojiID, of server: ServerID, to name: String) async throws -> Bool {
        try await store.updateOne(.emojis, where: Self.row(id, of: server), Update().set("name", .string(name)))
    }

    /// Takes an emoji from its server, with its name and picture kept; answers whether it was there.
    func detach(_ id: EmojiID, from server: ServerID) async throws -> Bool {
        try await store.updateOne(.emojis, where: Self.row(id, of: server), Update().set("parent", Self.nowhere))
    }

    /// The parent of emojis that no server offers.
    static let nowhere: Value = ["type": "Detached"]

    private static func row(_ id: EmojiID, of server: ServerID) -> Filter {
        .and([.id(id), .field("parent.id", equals: server)])
    }
}

extension Core {
    /// Custom emojis.
    public var emojis: EmojiRepository { EmojiRepository(store: store, documents: documents) }
}
