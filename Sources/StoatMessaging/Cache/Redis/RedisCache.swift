internal import Glibc
public import Logging
internal import StoatModels
internal import Synchronization

/// The shared cache of several processes, in Redis. Every call is one round trip, shared with whatever else waits.
///
/// **Stale copies.** An invalidation puts a numbered tombstone in place of the copy. A fill succeeds only while the key
/// holds what its reader saw (nothing, or that tombstone), so one that raced with an invalidation loses.
///
/// **Redis away.** Reads miss, counters and marks are kept in this process. Invalidations are remembered and delivered
/// before a new connection serves its first call. The server's run id is part of every key, so that copies which a
/// restarted server brings back from its disk are never read, whoever reconnects first. What remains: while one process
/// is cut off from a Redis that others reach, those may read copies it could not invalidate, for at most their lifetime.
public final class RedisCache: SharedCache {
    private let client: RedisClient
    private let missed: MissedInvalidations
    private let local = InProcessCache(capacity: 16)
    private let prefix: String
    private let failures = Atomic(0)

    /// A cache over the server of these settings; nothing happens before ``start()``.
    ///
    /// - Parameter prefix: begins the keys of cached copies and rate limits, not of marks.
    public init(_ settings: RedisSettings, prefix: String = "stoat:", logger: Logger) throws {
        let missed = MissedInvalidations()
        self.missed = missed
        self.prefix = prefix
        let debt = Mutex(MissedInvalidations.Debt.keys([]))
        self.client = try RedisClient(
            settings,
            role: "cache",
            scripts: [Self.fillScript, Self.countScript, Self.dropAllScript],
            logger: logger,
            prelude: RedisClient.Prelude(
                commands: { session in
                    let owed = missed.take()
                    debt.withLock { $0 = owed }
                    return Self.payment(of: owed, keys: CacheKeySpace(prefix: prefix, run: session.run))
                },
                finished: { isPaid in
                    if !isPaid { missed.add(debt.withLock { $0 }) }
                }
            )
        )
    }

    /// Connects.
    ///
    /// - Throws: ``MessagingError`` `.unauthorized` or `.unavailable` with a sentence for the operator; once connected,
    ///   later losses are repaired in the background.
    public func start() async throws { try await client.start() }

    /// Whether the connection stands.
    public var isConnected: Bool { client.session != nil }

    /// How many calls were answered without Redis.
    public var fallbackCount: Int { failures.load(ordering: .relaxed) }

    public func read(_ keys: [CacheKey]) async -> [CacheEntry] {
        guard !keys.isEmpty else { return [] }
        guard let session = client.session else { return missing(keys) }
        let space = CacheKeySpace(prefix: prefix, run: session.run)
        var commands = RedisCommands()
        commands.begin("MGET", parts: keys.count + 1)
        for key in keys { commands.add(space.name(of: key)) }
        guard let values = try? await client.call(commands, in: session)[0].array, values.count == keys.count else {
            return missing(keys)
        }
        let second = Self.second()
        return zip(keys, values).map { key, value in
            let held = CachedValue(value, of: key.kind)
            let token = CacheToken(tombstone: held.tombstone, generation: session.generation, second: second)
            return CacheEntry(document: held.document, token: token.packed)
        }
    }

    private func missing(_ keys: [CacheKey]) -> [CacheEntry] {
        failures.add(1, ordering: .relaxed)
        return keys.map { _ in CacheEntry(document: nil, token: 0) }
    }

    public func fill(_ copies: [CacheFill]) async {
        guard let session = client.session else { return }
        let space = CacheKeySpace(prefix: prefix, run: session.run)
        let second = Self.second()
        var commands = RedisCommands()
        for copy in copies {
            let token = CacheToken(copy.token)
            guard token.isFresh(generation: session.generation, second: second) else { continue }
            append(copy, token, space, to: &commands)
        }
        // A lost fill is a later miss.
        _ = try? await client.call(commands, in: session)
    }

    private func append(_ copy: CacheFill, _ token: CacheToken, _ space: CacheKeySpace, to commands: inout RedisCommands) {
        guard let value = CachedValue.encode(copy.document, of: copy.key.kind) else { return }
        if token.tombstone == 0 {
            // Counts have no tombstones; the newest one may as well replace the older.
            let isCount = copy.key.kind == .memberCount
            commands.begin("SET", parts: isCount ? 5 : 6)
            commands.add(space.name(of: copy.key))
            commands.add(value)
            commands.add("PX")
            commands.add(Int(copy.lifetime.wholeMilliseconds))
            if !isCount { commands.add("NX") }
        } else {
            commands.begin("EVALSHA", parts: 7)
            commands.add(client.digest(of: Self.fillScript))
            commands.add(1)
            commands.add(space.name(of: copy.key))
            commands.add(CachedValue.tombstone(token.tombstone))
            commands.add(value)
            commands.add(Int(copy.lifetime.wholeMilliseconds))
        }
    }

    public func invalidate(_ keys: [CacheKey]) async {
        guard !keys.isEmpty else { return }
        // A second try serves a connection that was replaced while the first was under way.
        for _ in 0..<2 {
            guard let session = client.session else { break }
            let space = CacheKeySpace(prefix: prefix, run: session.run)
            let replies = try? await client.call(Self.payment(of: .keys(Set(keys)), keys: space), in: session)
            if let replies, replies.allSatisfy({ $0.error == nil }) { return }
        }
        failures.add(1, ordering: .relaxed)
        missed.add(keys)
        // Connected all the same: the server refused, or came back this moment. Pay what the prelude has not.
        if let session = client.session { await settle(in: session) }
    }

    private func settle(in session: RedisClient.Session) async {
        let debt = missed.take()
        let commands = Self.payment(of: debt, keys: CacheKeySpace(prefix: prefix, run: session.run))
        let replies = try? await client.call(commands, in: session)
        if replies?.allSatisfy({ $0.error == nil }) != true { missed.add(debt) }
    }

    /// The commands that make a debt good.
    private static func payment(of debt: MissedInvalidations.Debt, keys: CacheKeySpace) -> RedisCommands {
        var commands = RedisCommands()
        switch debt {
        case .everything:
            commands.add("EVAL", dropAllScript.source, "0", keys.pattern)
        case .keys(let owed):
            for key in owed {
                if key.kind == .memberCount {
                    commands.add("DEL", keys.name(of: key))
                } else {
                    commands.begin("SET", parts: 5)
                    commands.add(keys.name(of: key))
                    commands.add(CachedValue.tombstone(.random(in: 1 ... .max)))
                    commands.add("PX")
                    commands.add(Int(CacheToken.tombstoneLifetime.wholeMilliseconds))
                }
            }
        }
        return commands
    }

    public func countRequest(bucket: String, limit: Int, window: Duration) async -> RateLimitState {
        var commands = RedisCommands()
        commands.begin("EVALSHA", parts: 5)
        commands.add(client.digest(of: Self.countScript))
        commands.add(1)
        commands.add("\(prefix)rate:\(bucket)")
        commands.add(Int(window.wholeMilliseconds))
        if let answer = try? await client.call(commands)[0].array, answer.count == 2,
            let count = answer[0].integer, let left = answer[1].integer
        {
            return RateLimitState(count: Int(count), resetAfter: .milliseconds(left))
        }
        failures.add(1, ordering: .relaxed)
        return await local.countRequest(bucket: bucket, limit: limit, window: window)
    }

    public func claim(_ mark: String, for duration: Duration) async -> Bool {
        var commands = RedisCommands()
        commands.add("SET", mark, "1", "PX", String(duration.wholeMilliseconds), "NX")
        switch try? await client.call(commands)[0] {
        case .status: return true
        case .null: return false
        default:
            failures.add(1, ordering: .relaxed)
            return await local.claim(mark, for: duration)
        }
    }

    public func release(_ mark: String) async {
        await local.release(mark)
        var commands = RedisCommands()
        commands.add("DEL", mark)
        // A mark that cannot be removed expires.
        _ = try? await client.call(commands)
    }

    public func remaining(_ marks: [String]) async -> [Duration?] {
        var commands = RedisCommands()
        for mark in marks { commands.add("PTTL", mark) }
        guard let replies = try? await client.call(commands) else {
            failures.add(1, ordering: .relaxed)
            return await local.remaining(marks)
        }
        return replies.map { reply in reply.integer.flatMap { $0 > 0 ? .milliseconds($0) : nil } }
    }

    public func ping() async throws {
        var commands = RedisCommands()
        commands.add("PING", [])
        if let words = try await client.call(commands)[0].error { throw MessagingError(.unavailable, words) }
    }

    public func shutdown() async { await client.shutdown() }

    private static func second() -> UInt16 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return UInt16(truncatingIfNeeded: time.tv_sec)
    }
}
