public import StoatModels
public import StoatStorage

/// Channels of every type.
///
/// Every write drops the cached copies it touched.
public struct ChannelRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The channel with this id, through the cache.
    public func find(_ id: ChannelID) async throws -> Channel? {
        try await documents.load(.channel(id)).map(Channel.init(document:))
    }

    /// A channel as the store has it now, for decisions that a stale copy would falsify.
    public func current(_ id: ChannelID) async throws -> Channel? {
        try await store.findOne(.channels, where: .id(id)).map(Channel.init(document:))
    }

    /// The channels of a server in the server's order: one query.
    public func of(_ server: Server) async throws -> [Channel] {
        Self.ordered(documents.decode(try await store.find(Self.query(of: server))), by: server)
    }

    /// The channels of a server in the server's order, and its emojis: one hop.
    public func withEmojis(of server: Server) async throws -> (channels: [Channel], emojis: [Emoji]) {
        let rows = try await store.find([Self.query(of: server), EmojiRepository.query(of: server.id)])
        return (Self.ordered(documents.decode(rows[0]), by: server), documents.decode(rows[1]))
    }

    private static func query(of server: Server) -> Query {
        Query(.channels, where: .field("_id", in: server.channels), limit: max(server.channels.count, 1))
    }

    private static func ordered(_ channels: [Channel], by server: Server) -> [Channel] {
        let places = Dictionary(
            server.channels.enumerated().map { ($1, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return channels.sorted { places[$0.id, default: .max] < places[$1.id, default: .max] }
    }

    /// Adds a channel.
    public func insert(_ channel: Channel) async throws {
        try await store.insert(channel.document, into: .channels)
    }

    /// Adds a channel to a server, at the end of its list, and answers the server as it is now.
    ///
    /// - Throws: ``APIError`` `.notFound` where the server is gone.
    public func insert(_ channel: Channel, into server: ServerID) async throws -> Server {
        try await insert(channel)
        let row = try await store.findAndUpdate(
            .servers,
            where: .id(server),
            Update().adding("channels", .addToSet([.string(channel.id.rawValue)])),
            upsert: false,
            returning: .after
        )
        await documents.invalidate(.server(server))
        guard let row else {
            try await store.deleteOne(.channels, where: .id(channel.id))
            throw APIError(.notFound)
        }
        return try Server(document: row)
    }

    /// Changes a channel and answers it as it is now; `nil` where none matches.
    ///
    /// - Parameter condition: what must hold besides the id, decided with the change.
    public func update(_ id: ChannelID, _ change: Update, if condition: Filter = .all) async throws -> Channel? {
        let row = try await store.findAndUpdate(
            .channels,
            where: condition == .all ? .id(id) : .and([.id(id), condition]),
            change,
            upsert: false,
            returning: .after
        )
        await documents.invalidate(.channel(id))
        return try row.map(Channel.init(document:))
    }

    /// Adds somebody to a group and answers the group as it is now; `nil` where the group is gone or has them already.
    public func addRecipient(_ user: UserID, to group: ChannelID) async throws -> Channel? {
        let row = try await store.findAndUpdate(
            .channels,
            where: .id(group),
            Update().adding("recipients", .addToSet([.string(user.rawValue)])),
            upsert: false,
            returning: .before
        )
        await documents.invalidate(.channel(group))
        guard let row else { return nil }
        var channel = try Channel(document: row)
        guard case .group(var properties) = channel.kind, !properties.recipients.contains(user) else { return nil }
        properties.recipients.append(user)
        channel.kind = .group(properties)
        return channel
    }
}

extension Core {
    /// Channels of every type.
    public var channels: ChannelRepository { ChannelRepository(store: store, documents: documents) }
}
