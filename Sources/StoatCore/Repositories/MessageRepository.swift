public import StoatModels
public import StoatStorage

/// The messages of all channels.
public struct MessageRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// A message of a channel, or `nil` where the channel has no such message.
    public func find(_ id: MessageID, in channel: ChannelID) async throws -> Message? {
        try await store.findOne(.messages, where: Self.named([id], in: channel)).map(Message.init(document:))
    }

    /// A message of a channel.
    ///
    /// - Throws: ``APIError`` `.notFound` where the channel has no such message.
    public func require(
        _ id: MessageID,
        in channel: ChannelID,
        file: String = #fileID,
        line: Int = #line
    ) async throws -> Message {
        guard let message = try await find(id, in: channel) else { throw APIError(.notFound, file: file, line: line) }
        return message
    }

    /// The messages that a listing asks for, as they are stored: one hop.
    func rows(of listing: MessageListing, in channel: ChannelID) async throws -> [Object] {
        try await store.find(listing.queries(in: channel)).flatMap { $0 }
    }

    /// The messages that a listing asks for, encoded as clients see them: one hop.
    func rendered(_ listing: MessageListing, in channel: ChannelID) async throws -> RenderedRows {
        try await store.render(listing.queries(in: channel), as: Message.rendering)
    }

    /// Where these messages stand and who wrote them, whatever their channel; without those that do not exist.
    public func references(to ids: [MessageID]) async throws -> [MessageID: MessageReference] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await store.find(
            Query(.messages, where: .field("_id", in: ids), limit: ids.count, fields: ["channel", "author"])
        )
        return Dictionary(
            documents.decode(rows, as: MessageReference.self).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Those of the messages that exist in a channel, oldest first.
    public func existing(_ ids: [MessageID], in channel: ChannelID) async throws -> [Message] {
        documents.decode(
            try await store.find(
                Query(.messages, where: Self.named(ids, in: channel), sort: [.ascending("_id")], limit: ids.count)
            )
        )
    }

    /// The newest message of a channel, or `nil` when it has none.
    public func newest(in channel: ChannelID) async throws -> MessageID? {
        try await store.find(
            Query(
                .messages,
                where: .field("channel", equals: channel),
                sort: [.descending("_id")],
                limit: 1,
                fields: []
            )
        ).first?.id("_id")
    }

    /// Changes a message; answers whether one matched.
    ///
    /// - Parameter condition: what must hold besides the id, decided with the change.
    @discardableResult
    public func update(_ id: MessageID, _ update: Update, if condition: Filter = .all) async throws -> Bool {
        try await store.updateOne(.messages, where: .and([.id(id), condition]), update)
    }

    static func named(_ ids: [MessageID], in channel: ChannelID) -> Filter {
        let names: Filter = if ids.count == 1 { .id(ids[0]) } else { .field("_id", in: ids) }
        return .and([names, .field("channel", equals: channel)])
    }
}

/// What a reply needs to know of the message it answers.
public struct MessageReference: StoredDocument, Equatable {
    /// The message.
    public let id: MessageID
    /// Where it was sent.
    public let channel: ChannelID
    /// Who sent it.
    public let author: UserID

    /// Reads a stored message of which at least these keys were fetched.
    public init(document: Object) throws {
        self.id = try document.id("_id")
        self.channel = try document.id("channel")
        self.author = try document.id("author")
    }

    /// The keys read.
    public var document: Object {
        [
            "_id": .string(id.rawValue), "channel": .string(channel.rawValue), "author": .string(author.rawValue),
        ]
    }
}

extension Core {
    /// The messages of all channels.
    public var messages: MessageRepository { MessageRepository(store: store, documents: documents) }
}
