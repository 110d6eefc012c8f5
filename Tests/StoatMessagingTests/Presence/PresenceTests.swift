import Foundation
import StoatModels
import TestSupport
import Testing

@testable import StoatMessaging

@Suite("Presence", .tags(.messaging, .live), .timeLimit(.minutes(3)))
struct PresenceTests {
    @Test("tells the first and the last session of a user", arguments: Backend.allCases)
    func firstAndLast(backend: Backend) async throws {
        try await backend.withPresence { presence in
            let (user, other) = (UserID.new(), UserID.new())
            let (one, two) = (PresenceSessionID.random(), PresenceSessionID.random())
            #expect(await presence.connect(user, session: one))
            #expect(await presence.connect(user, session: two) == false)
            #expect(await presence.online(among: [user, other]) == [user])
            #expect(await presence.disconnect(user, session: one) == false)
            #expect(await presence.online(among: [user]) == [user])
            #expect(await presence.disconnect(user, session: two))
            #expect(await presence.disconnect(user, session: two) == false)
            #expect(await presence.online(among: [user, other]) == [])
        }
    }

    @Test("takes this gateway's users offline when it ends", arguments: Backend.allCases)
    func shutdown(backend: Backend) async throws {
        try await backend.withPresence { presence in
            let users = (0..<1200).map { _ in UserID.new() }
            for user in users { _ = await presence.connect(user, session: .random()) }
            #expect(await presence.renew() == [])
            #expect(await presence.online(among: users).count == 1200)
            #expect(Set(await presence.shutdown()) == Set(users))
        }
    }
}

@Suite("Presence in Redis", .tags(.messaging, .live), .timeLimit(.minutes(4)))
struct RedisPresenceTests {
    static func gateway(_ settings: RedisSettings, lease: Duration = .seconds(20)) async throws -> RedisPresence {
        let presence = try RedisPresence(settings, lease: lease, logger: .quiet)
        try await presence.start()
        return presence
    }

    static func inspect(_ settings: RedisSettings, _ commands: String...) throws -> [RedisReply] {
        var pipeline = RedisCommands()
        for command in commands {
            let parts = command.split(separator: " ").map(String.init)
            pipeline.add("EVAL", ["return redis.call(unpack(ARGV))", "0"] + parts)
        }
        return try RedisConnection(settings).exchange(pipeline)
    }

    @Test("keeps the keys that upstream reads")
    func upstreamKeys() async throws {
        let settings = try await RedisServer.lend()
        let presence = try await Self.gateway(settings)
        let session = PresenceSessionID(rawValue: 4_000_000_002)
        _ = await presence.connect("01U", session: session)
        let replies = try Self.inspect(settings, "SMEMBERS online", "SMEMBERS sessions:01U")
        #expect(replies.map(\.array) == [[.bytes(Array("01U".utf8))], [.bytes(Array("4000000002".utf8))]])
        _ = await presence.disconnect("01U", session: session)
        #expect(try Self.inspect(settings, "EXISTS online", "EXISTS sessions:01U").map(\.integer) == [0, 0])
        _ = await presence.shutdown()
    }

    @Test("shares sessions between gateways")
    func sharing() async throws {
        let settings = try await RedisServer.lend()
        let (one, two) = (try await Self.gateway(settings), try await Self.gateway(settings))
        let (a, b) = (PresenceSessionID.random(), PresenceSessionID.random())
        #expect(await one.connect("01U", session: a))
        #expect(await two.connect("01U", session: b) == false)
        #expect(await one.disconnect("01U", session: a) == false)
        #expect(await two.online(among: ["01U"]) == ["01U"])
        #expect(await two.disconnect("01U", session: b))
        _ = await one.shutdown()
        _ = await two.shutdown()
    }

    @Test("takes a dead gateway's users offline, each told to exactly one survivor")
    func deadGateway() async throws {
        let settings = try await RedisServer.lend()
        let dead = try await Self.gateway(settings, lease: .milliseconds(300))
        let survivors = [try await Self.gateway(settings), try await Self.gateway(settings)]
        let users = (0..<1500).map { _ in UserID.new() }
        for user in users { _ = await dead.connect(user, session: .random()) }
        // One of them has another session elsewhere and stays.
        _ = await survivors[0].connect(users[0], session: .random())
        let gone = LockedState<[UserID]>([])
        try await eventually("all are taken offline", within: .seconds(20)) {
            await withTaskGroup { group in
                for survivor in survivors {
                    group.addTask {
                        let users = await survivor.renew()
                        gone.with { $0 += users }
                    }
                }
            }
            return gone.with { $0.count } >= 1499
        }
        #expect(gone.with { $0.count } == 1499)
        #expect(Set(gone.with { $0 }) == Set(users.dropFirst()))
        #expect(await survivors[1].online(among: users) == [users[0]])
        for survivor in survivors { _ = await survivor.shutdown() }
        _ = await dead.shutdown()
    }

    @Test("registers its sessions again when its lease was lost")
    func zombie() async throws {
        let settings = try await RedisServer.lend()
        let zombie = try await Self.gateway(settings, lease: .milliseconds(200))
        let other = try await Self.gateway(settings)
        _ = await zombie.connect("01U", session: .random())
        try await eventually("the other has cleaned up") { await other.renew() == ["01U"] }
        #expect(await other.online(among: ["01U"]) == [])
        #expect(await zombie.renew() == [])
        #expect(await other.online(among: ["01U"]) == ["01U"])
        _ = await zombie.shutdown()
        _ = await other.shutdown()
    }

    @Test("catches up with what happened while the server was away, also when that lost its data")
    func restart() async throws {
        let server = try await RedisServer.started()
        let presence = try await Self.gateway(server.settings)
        let sessions = (0..<4).map { _ in PresenceSessionID.random() }
        #expect(await presence.connect("01A", session: sessions[0]))
        #expect(await presence.connect("01B", session: sessions[1]))
        await server.process.stop()
        try await eventually("the loss is noticed") { !presence.isConnected }
        #expect(await presence.online(among: ["01A"]) == [])
        #expect(await presence.disconnect("01B", session: sessions[1]) == false)
        #expect(await presence.connect("01C", session: sessions[2]) == false)
        #expect(await presence.renew() == [])
        try await server.process.start()
        try await eventually("it is back") { presence.isConnected }
        #expect(await presence.renew() == ["01B"])
        #expect(await presence.online(among: ["01A", "01B", "01C"]) == ["01A", "01C"])
        #expect(await presence.renew() == [])
        _ = await presence.shutdown()
        await server.process.stop()
    }

    @Test("clears what other software left, unless a gateway of ours is there")
    func takeOver() async throws {
        let settings = try await RedisServer.lend()
        _ = try Self.inspect(
            settings,
            "SADD online 01OLD 01X",
            "SADD sessions:01OLD 2",
            "SADD sessions:01Y 4",
            "SADD region0 01Y:4"
        )
        let first = try await Self.gateway(settings)
        #expect(try Self.inspect(settings, "EXISTS online sessions:01OLD sessions:01Y region0").map(\.integer) == [0])
        _ = await first.connect("01U", session: .random())
        let second = try await Self.gateway(settings)
        #expect(await second.online(among: ["01U", "01OLD"]) == ["01U"])
        _ = await first.shutdown()
        _ = await second.shutdown()
    }
}
