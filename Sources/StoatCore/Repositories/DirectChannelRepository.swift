public import StoatModels
import StoatStorage

/// Channels without a server, by the people in them.
public struct DirectChannelRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// Every direct message and group of a user and their saved messages, closed ones included: one query.
    public func of(_ user: UserID) async throws -> [Channel] {
        let filter = Filter.or([
            .and([Self.isShared, .equals("recipients", .string(user.rawValue))]),
            .and([.equals("channel_type", "SavedMessages"), .equals("user", .string(user.rawValue))]),
        ])
        return documents.decode(try await store.find(Query(.channels, where: filter)))
    }

    /// The saved messages of a user.
    public func savedMessages(of user: UserID) async throws -> Channel? {
        let filter = Filter.and([
            .equals("channel_type", "SavedMessages"), .equals("user", .string(user.rawValue)),
        ])
        return try await first(filter)
    }

    /// The direct message of two users, the oldest where a race once made two.
    public func directMessage(between one: UserID, and other: UserID) async throws -> Channel? {
        let filter = Filter.and([
            .equals("channel_type", "DirectMessage"),
            .containsAll("recipients", [.string(one.rawValue), .string(other.rawValue)]),
        ])
        return try await first(filter)
    }

    /// Adds a channel.
    public func insert(_ channel: Channel) async throws {
        try await store.insert(channel.document, into: .channels)
        await documents.invalidate(.channel(channel.id))
    }

    private func first(_ filter: Filter) async throws -> Channel? {
        try await store.findOne(.channels, where: filter, sort: [.ascending("_id")]).map(Channel.init(document:))
    }

    /// The channels that make two users known to each other.
    static let isShared = Filter.isIn("channel_type", ["DirectMessage", "Group"])
}

extension Core {
    /// Channels without a server.
    public var directChannels: DirectChannelRepository { DirectChannelRepository(store: store, documents: documents) }
}
