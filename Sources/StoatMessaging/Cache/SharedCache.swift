public import StoatModels

/// State shared by all processes that may be lost without harm: copies of documents, counters, short-lived marks.
///
/// Every call is one pipelined round trip. A cache that cannot be reached never fails a request: reads answer misses,
/// marks answer "free", counters fall back to this process, and the operator sees it in `/ready` and the metrics.
public protocol SharedCache: Sendable {
    /// The copies under these keys, with what is needed to fill the misses safely.
    func read(_ keys: [CacheKey]) async -> [CacheEntry]

    /// Stores copies of documents just loaded. An entry whose token is older than the key's last invalidation is
    /// dropped: a stale fill that races with a write loses.
    func fill(_ copies: [CacheFill]) async

    /// Drops copies after their document was written. Call after the store acknowledged.
    func invalidate(_ keys: [CacheKey]) async

    /// Counts one request in a fixed window and answers the window's state.
    func countRequest(bucket: String, limit: Int, window: Duration) async -> RateLimitState

    /// Sets a mark unless it is set; answers whether it was set now. Used for idempotency keys and slowmode.
    func claim(_ mark: String, for duration: Duration) async -> Bool

    /// Removes a mark, for a request that failed.
    func release(_ mark: String) async

    /// How long marks still stand; `nil` where one is not set.
    func remaining(_ marks: [String]) async -> [Duration?]

    /// Answers when the cache does; for readiness checks.
    func ping() async throws

    /// Closes the connection, if there is one.
    func shutdown() async
}

/// Names one cached document.
public struct CacheKey: Sendable, Hashable {
    /// What kind of document.
    public enum Kind: String, Sendable {
        case session, bot, user, server, channel, member
        /// The number of a server's members as `count`; may be some minutes old. In Redis this is upstream's plain
        /// integer `member_count:<server>`.
        case memberCount
        /// The embed of an address, or why there is none; belongs to no document and is only ever outlived.
        case embed
    }

    /// What kind of document it is.
    public let kind: Kind
    /// The document's id or token, unique within its kind.
    public let name: String

    /// The key of a document of this kind.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// What a read found.
public struct CacheEntry: Sendable {
    /// The copy, or `nil` on a miss.
    public let document: Object?
    /// The state of the key at the time of the read, to be handed back with a fill.
    public let token: UInt64

    /// An entry as a driver read it.
    public init(document: Object?, token: UInt64) {
        self.document = document
        self.token = token
    }
}

/// A copy to store after a miss.
public struct CacheFill: Sendable {
    /// Where to store the copy.
    public let key: CacheKey
    /// The copy.
    public let document: Object
    /// The token of the miss.
    public let token: UInt64
    /// How long the copy may be read.
    public let lifetime: Duration

    /// A copy with the token that the miss answered.
    public init(_ key: CacheKey, _ document: Object, token: UInt64, lifetime: Duration) {
        self.key = key
        self.document = document
        self.token = token
        self.lifetime = lifetime
    }
}

/// A fixed window after one more request was counted.
public struct RateLimitState: Sendable, Equatable {
    /// Requests counted in the window, this one included; above the limit the request is refused.
    public let count: Int
    /// Time until the window ends.
    public let resetAfter: Duration

    /// A window with `count` requests that ends after `resetAfter`.
    public init(count: Int, resetAfter: Duration) {
        self.count = count
        self.resetAfter = resetAfter
    }
}
