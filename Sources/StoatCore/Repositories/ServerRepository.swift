public import StoatModels
public import StoatStorage

/// The servers.
///
/// Every write drops the cached copies it touched.
public struct ServerRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The server with this id, through the cache.
    public func find(_ id: ServerID) async throws -> Server? {
        try await documents.load(.server(id)).map(Server.init(document:))
    }

    /// Adds a server with its first channels and its owner's membership, in one batch.
    public func insert(_ server: Server, channels: [Channel], owner: Member) async throws {
        try await store.write(
            channels.map { .insert(.channels, $0.document) } + [
                .insert(.servers, server.document), .insert(.serverMembers, owner.document),
            ]
        )
    }

    /// Changes a server and answers it as it is now; `nil` where none matches.
    ///
    /// - Parameter condition: what must hold besides the id, decided with the change.
    public func update(_ id: ServerID, _ change: Update, if condition: Filter = .all) async throws -> Server? {
        let row = try await store.findAndUpdate(
            .servers,
            where: condition == .all ? .id(id) : .and([.id(id), condition]),
            change,
            upsert: false,
            returning: .after
        )
        await documents.invalidate(.server(id))
        return try row.map(Server.init(document:))
    }
}

extension Core {
    /// The servers.
    public var servers: ServerRepository { ServerRepository(store: store, documents: documents) }
}
