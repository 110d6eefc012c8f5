import Foundation
import StoatModels
import TestSupport
import Testing

@testable import StoatMessaging

@Suite("Redis cache", .tags(.messaging, .live), .timeLimit(.minutes(4)))
struct RedisCacheTests {
    static let key = CacheKey(.member, "01S:01U")

    static func fill(_ cache: RedisCache, _ version: Int64, lifetime: Duration = .seconds(60)) async {
        let entry = await cache.read([key])[0]
        await cache.fill([CacheFill(key, ["version": .int(version)], token: entry.token, lifetime: lifetime)])
    }

    static func version(_ cache: RedisCache) async -> Int64? {
        await cache.read([key])[0].document?.optionalInteger("version")
    }

    @Test("shares copies, counters and marks between processes")
    func sharing() async throws {
        let settings = try await RedisServer.lend()
        let (one, two) = (try RedisCache(settings, logger: .quiet), try RedisCache(settings, logger: .quiet))
        try await one.start()
        try await two.start()
        await Self.fill(one, 1)
        #expect(await Self.version(two) == 1)
        await two.invalidate([Self.key])
        #expect(await Self.version(one) == nil)
        #expect(await one.countRequest(bucket: "b", limit: 5, window: .seconds(5)).count == 1)
        #expect(await two.countRequest(bucket: "b", limit: 5, window: .seconds(5)).count == 2)
        #expect(await one.claim("mark", for: .seconds(5)))
        #expect(await two.claim("mark", for: .seconds(5)) == false)
        await one.shutdown()
        await two.shutdown()
    }

    @Test("writes upstream's names and forms where others read them")
    func upstreamKeys() async throws {
        let settings = try await RedisServer.lend()
        let cache = try RedisCache(settings, logger: .quiet)
        try await cache.start()
        _ = await cache.claim("slowmode:01U:01C", for: .seconds(7))
        await cache.fill([
            CacheFill(
                CacheKey(.memberCount, "01S"),
                ["count": 3],
                token: cache.read([CacheKey(.memberCount, "01S")])[0].token,
                lifetime: .seconds(60)
            )
        ])
        let connection = try RedisConnection(settings)
        var commands = RedisCommands()
        commands.add("GET", "slowmode:01U:01C")
        commands.add("TTL", "slowmode:01U:01C")
        commands.add("GET", "member_count:01S")
        let replies = try connection.exchange(commands)
        #expect(replies[0].text == "1")
        #expect((replies[1].integer ?? 0) > 0)
        #expect(replies[2].text == "3")
        await cache.shutdown()
    }

    @Test("works without the server, and delivers owed invalidations before it serves again")
    func cutOff() async throws {
        let server = try await RedisServer.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = try await RedisServer.lend()
        let direct = try RedisCache(settings, logger: .quiet)
        settings.address = .tcp(host: "127.0.0.1", port: proxy.port)
        let cache = try RedisCache(settings, logger: .quiet)
        try await direct.start()
        try await cache.start()
        await Self.fill(cache, 1)
        #expect(await Self.version(cache) == 1)

        proxy.set(.closed)
        try await eventually("the loss is noticed") { !cache.isConnected }
        #expect(await Self.version(cache) == nil)
        #expect(await cache.countRequest(bucket: "b", limit: 5, window: .seconds(5)).count == 1)
        #expect(await cache.countRequest(bucket: "b", limit: 5, window: .seconds(5)).count == 2)
        #expect(await cache.claim("mark", for: .seconds(5)))
        #expect(await cache.claim("mark", for: .seconds(5)) == false)
        await #expect(throws: MessagingError.self) { try await cache.ping() }
        await cache.invalidate([Self.key])
        #expect(cache.fallbackCount > 0)
        // Others still reach the server and read the copy that could not be invalidated.
        #expect(await Self.version(direct) == 1)

        proxy.set(.open)
        try await eventually("it is back") { cache.isConnected }
        #expect(await Self.version(cache) == nil)
        #expect(await Self.version(direct) == nil)
        try await cache.ping()
        await cache.shutdown()
        await direct.shutdown()
    }

    @Test("refuses a fill that was read over an earlier connection")
    func fillOfEarlierConnection() async throws {
        let server = try await RedisServer.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = try await RedisServer.lend()
        settings.address = .tcp(host: "127.0.0.1", port: proxy.port)
        let cache = try RedisCache(settings, logger: .quiet)
        try await cache.start()
        let miss = await cache.read([Self.key])[0]
        proxy.set(.closed)
        try await eventually("the loss is noticed") { !cache.isConnected }
        proxy.set(.open)
        try await eventually("it is back") { cache.isConnected }
        await cache.fill([CacheFill(Self.key, ["version": 1], token: miss.token, lifetime: .seconds(60))])
        #expect(await Self.version(cache) == nil)
        await cache.shutdown()
    }

    @Test("does not read copies that a restarted server has kept on disk")
    func restart() async throws {
        let server = try await RedisServer.started(isPersistent: true)
        let (writer, reader) = (
            try RedisCache(server.settings, logger: .quiet), try RedisCache(server.settings, logger: .quiet)
        )
        try await writer.start()
        try await reader.start()
        await Self.fill(writer, 1)
        #expect(await Self.version(reader) == 1)
        await server.process.stop()
        try await eventually("the loss is noticed") { !writer.isConnected && !reader.isConnected }
        // The writer dies with what it owes.
        await writer.invalidate([Self.key])
        await writer.shutdown()
        try await server.process.start()
        try await eventually("the reader is back") { reader.isConnected }
        #expect(await Self.version(reader) == nil)
        await Self.fill(reader, 2)
        #expect(await Self.version(reader) == 2)
        await reader.shutdown()
        await server.process.stop()
    }

    @Test("gives up a silent server in time and comes back")
    func silence() async throws {
        let server = try await RedisServer.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = try await RedisServer.lend()
        settings.address = .tcp(host: "127.0.0.1", port: proxy.port)
        settings.commandTimeout = .milliseconds(300)
        let cache = try RedisCache(settings, logger: .quiet)
        try await cache.start()
        proxy.set(.silent)
        let start = ContinuousClock.now
        #expect(await Self.version(cache) == nil)
        #expect(ContinuousClock.now - start < .seconds(3))
        proxy.set(.open)
        try await eventually("it is back") { cache.isConnected }
        await Self.fill(cache, 1)
        #expect(await Self.version(cache) == 1)
        await cache.shutdown()
    }

    @Test("survives that somebody flushes the server's scripts")
    func scriptFlush() async throws {
        let settings = try await RedisServer.lend()
        let cache = try RedisCache(settings, logger: .quiet)
        try await cache.start()
        var commands = RedisCommands()
        commands.add("SCRIPT", "FLUSH")
        _ = try RedisConnection(settings).exchange(commands)
        #expect(await cache.countRequest(bucket: "b", limit: 5, window: .seconds(5)).count == 1)
        #expect(await cache.countRequest(bucket: "b", limit: 5, window: .seconds(5)).count == 2)
        #expect(cache.fallbackCount == 0)
        await cache.shutdown()
    }

    @Test("drops all copies when too many invalidations are owed")
    func owedTooMany() async throws {
        let missed = MissedInvalidations(capacity: 3)
        missed.add([Self.key, CacheKey(.user, "1")])
        #expect(missed.take() == .keys([Self.key, CacheKey(.user, "1")]))
        #expect(missed.isEmpty)
        missed.add((0..<4).map { CacheKey(.user, "\($0)") })
        #expect(missed.take() == .everything)
        missed.add(.everything)
        missed.add([Self.key])
        #expect(missed.take() == .everything)

        let settings = try await RedisServer.lend()
        let connection = try RedisConnection(settings)
        var commands = RedisCommands()
        for number in 0..<3000 { commands.add("SET", "stoat:copy1:run:user:\(number)", "x") }
        commands.add("SET", "online", "x")
        commands.add("EVAL", RedisCache.dropAllScript.source, "0", "stoat:copy1:run:*")
        commands.add("DBSIZE", [])
        #expect(try connection.exchange(commands).last?.integer == 1)
    }

    @Test("names a wrong password and an absent server")
    func startErrors() async throws {
        let server = try await RedisServer.started(password: "right")
        var settings = server.settings
        let right = try RedisCache(settings, logger: .quiet)
        try await right.start()
        try await right.ping()
        await right.shutdown()
        for password in ["wrong", nil] {
            settings.password = password
            let wrong = try RedisCache(settings, logger: .quiet)
            let refused = await #expect(throws: MessagingError.self) { try await wrong.start() }
            #expect(refused?.code == .unauthorized)
        }
        await server.process.stop()
        let absent = try RedisCache(settings, logger: .quiet)
        let missing = await #expect(throws: MessagingError.self) { try await absent.start() }
        #expect(missing?.code == .unavailable)
    }
}
