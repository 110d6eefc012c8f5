internal import Logging
public import StoatMessaging
public import StoatModels
public import StoatStorage

/// Loads documents by id through the shared cache: one cache round trip for all keys, one store hop for all misses.
///
/// Writers call ``invalidate(_:)`` after the store acknowledged; a fill that raced with it loses (``SharedCache``).
public struct CachedDocuments: Sendable {
    let store: any DocumentStore
    let cache: any SharedCache
    let logger: Logger

    /// Copies expire anyway after this long: the bound on staleness should an invalidation be lost.
    static let lifetime: Duration = .seconds(300)

    init(store: any DocumentStore, cache: any SharedCache, logger: Logger) {
        self.store = store
        self.cache = cache
        self.logger = logger
    }

    /// What to load: one document, by the cache's name for it and the query that finds it.
    public struct Request: Sendable {
        let key: CacheKey
        let collection: StoatStorage.Collection
        let filter: Filter

        public init(_ key: CacheKey, in collection: StoatStorage.Collection, where filter: Filter) {
            self.key = key
            self.collection = collection
            self.filter = filter
        }
    }

    /// The documents asked for, `nil` where there is none, in the order of the requests.
    public func load(_ requests: [Request]) async throws -> [Object?] {
        guard !requests.isEmpty else { return [] }
        let entries = await cache.read(requests.map(\.key))
        var documents = entries.map(\.document)
        let misses = documents.indices.filter { documents[$0] == nil }
        guard !misses.isEmpty else { return documents }
        let batch = DocumentBatch(misses.map { requests[$0] })
        let found = batch.documents(from: try await store.find(batch.queries))
        var fills: [CacheFill] = []
        for (index, document) in zip(misses, found) {
            guard let document else { continue }
            documents[index] = document
            fills.append(
                CacheFill(requests[index].key, document, token: entries[index].token, lifetime: Self.lifetime)
            )
        }
        if !fills.isEmpty { await cache.fill(fills) }
        return documents
    }

    /// One document, or `nil` when there is none.
    public func load(_ request: Request) async throws -> Object? { try await load([request])[0] }

    /// Drops copies after a write.
    public func invalidate(_ keys: CacheKey...) async { await cache.invalidate(keys) }

    /// Drops any number of copies after a write.
    public func invalidate(_ keys: [CacheKey]) async {
        if !keys.isEmpty { await cache.invalidate(keys) }
    }

    /// Reads rows as entities, skipping and logging those that cannot be read, so that one bad row hides only itself.
    public func decode<T: StoredDocument>(_ rows: [Object], as: T.Type = T.self) -> [T] {
        rows.compactMap { row in
            do { return try T(document: row) } catch {
                logger.warning(
                    "Skipped an unreadable document",
                    metadata: ["type": "\(T.self)", "id": "\(row["_id"] ?? .null)", "error": "\(error)"]
                )
                return nil
            }
        }
    }
}
