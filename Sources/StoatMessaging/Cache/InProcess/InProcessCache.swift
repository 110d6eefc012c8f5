internal import Synchronization

/// The shared cache of a process that shares with nobody: sharded tables behind short locks.
///
/// It is on the path of every request: a read costs a hash, a lock and a look-up per key, and no suspension.
public final class InProcessCache: SharedCache {
    private struct Window {
        var count: Int
    }

    private static let shardCount = 16
    private static let gifCapacity = 512
    private let documents: [DocumentShard]
    /// A place of their own for copies that are large and come as people type: they push nothing else out.
    private let gifs = DocumentShard(capacity: InProcessCache.gifCapacity)
    private let windows: [Shard<Window>]
    private let marks: [Shard<Void>]
    private let now: @Sendable () -> ContinuousClock.Instant

    private final class Shard<Element>: Sendable {
        let table: Mutex<ExpiringTable<Element>>

        init(capacity: Int) { self.table = Mutex(ExpiringTable(capacity: capacity)) }
    }

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - capacity: the largest number of documents kept; about 2 KiB each.
    ///   - markCapacity: the largest number of rate limit windows, and of marks, that stand at a time.
    ///   - now: the clock of all ends; tests replace it.
    public init(
        capacity: Int = 16_384,
        markCapacity: Int = 262_144,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.now = now
        self.documents = (0..<Self.shardCount).map { _ in DocumentShard(capacity: capacity / Self.shardCount) }
        self.windows = (0..<Self.shardCount).map { _ in Shard(capacity: markCapacity / Self.shardCount) }
        self.marks = (0..<Self.shardCount).map { _ in Shard(capacity: markCapacity / Self.shardCount) }
    }

    /// How many documents are kept; for metrics.
    public var documentCount: Int { documents.reduce(gifs.count) { $0 + $1.count } }

    /// The copies under these keys; an expired one is a miss.
    public func read(_ keys: [CacheKey]) async -> [CacheEntry] {
        let now = now()
        return keys.map { key in shard(of: key, key.hashValue).read(key, at: now) }
    }

    /// Stores copies unless their key was invalidated after the read that missed.
    public func fill(_ copies: [CacheFill]) async {
        let now = now()
        for copy in copies {
            let hash = copy.key.hashValue
            shard(of: copy.key, hash).fill(copy, hash: hash, at: now)
        }
    }

    /// Drops copies, and with them every fill under way for their keys.
    public func invalidate(_ keys: [CacheKey]) async {
        for key in keys {
            let hash = key.hashValue
            shard(of: key, hash).invalidate(key, hash: hash)
        }
    }

    /// Counts one request; the first of a bucket opens its window.
    public func countRequest(bucket: String, limit: Int, window: Duration) async -> RateLimitState {
        let now = now()
        return windows[Self.shard(bucket.hashValue)].table.withLock { table in
            let (count, end): (Int, ContinuousClock.Instant) =
                if let open = table.live(bucket, at: now) {
                    (open.element.count + 1, open.end)
                } else {
                    (1, now + window)
                }
            table.set(bucket, Window(count: count), until: end, at: now)
            return RateLimitState(count: count, resetAfter: now.duration(to: end))
        }
    }

    /// Sets a mark unless it is set; answers whether it was set now.
    public func claim(_ mark: String, for duration: Duration) async -> Bool {
        let now = now()
        return marks[Self.shard(mark.hashValue)].table.withLock { table in
            guard table.live(mark, at: now) == nil else { return false }
            table.set(mark, (), until: now + duration, at: now)
            return true
        }
    }

    /// Removes a mark.
    public func release(_ mark: String) async {
        marks[Self.shard(mark.hashValue)].table.withLock { $0.remove(mark) }
    }

    /// How long marks still stand; `nil` where one is not set.
    public func remaining(_ marks: [String]) async -> [Duration?] {
        let now = now()
        return marks.map { mark in
            self.marks[Self.shard(mark.hashValue)].table.withLock { table in
                table.live(mark, at: now).map { now.duration(to: $0.end) }
            }
        }
    }

    /// Returns at once: there is no server to ask.
    public func ping() async throws {}

    /// Does nothing: there is nothing to close.
    public func shutdown() async {}

    private func shard(of key: CacheKey, _ hash: Int) -> DocumentShard {
        key.kind == .gifs ? gifs : documents[Self.shard(hash)]
    }

    private static func shard(_ hash: Int) -> Int { hash & (shardCount - 1) }
}
