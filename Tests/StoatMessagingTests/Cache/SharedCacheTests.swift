import Foundation
import StoatMessaging
import StoatModels
import TestSupport
import Testing

@Suite("Shared cache", .tags(.messaging, .live), .timeLimit(.minutes(3)))
struct SharedCacheTests {
    static let key = CacheKey(.user, "01U")
    static let document: Object = [
        "_id": "01U", "n": .int32(7), "big": .int(1 << 40), "at": .date(Timestamp(milliseconds: 1_700_000_000_123)),
        "ratio": 0.5, "flag": true, "none": nil, "list": ["a", ["b": -1]],
    ]

    @Test("answers a copy after a fill, with every kind of value as it was", arguments: Backend.allCases)
    func roundTrip(backend: Backend) async throws {
        try await backend.withCache { cache in
            let miss = await cache.read([Self.key, CacheKey(.server, "01U")])
            #expect(miss.map(\.document) == [nil, nil])
            await cache.fill([CacheFill(Self.key, Self.document, token: miss[0].token, lifetime: .seconds(60))])
            let hit = await cache.read([CacheKey(.server, "01U"), Self.key])
            #expect(hit.map(\.document) == [nil, Self.document])
            guard case .date? = hit[1].document?["at"], case .int32? = hit[1].document?["n"] else {
                Issue.record("kinds are not kept")
                return
            }
        }
    }

    @Test("forgets a copy that is invalidated", arguments: Backend.allCases)
    func invalidation(backend: Backend) async throws {
        try await backend.withCache { cache in
            for _ in 0..<3 {
                let miss = await cache.read([Self.key])
                #expect(miss[0].document == nil)
                await cache.fill([CacheFill(Self.key, Self.document, token: miss[0].token, lifetime: .seconds(60))])
                #expect(await cache.read([Self.key])[0].document == Self.document)
                await cache.invalidate([Self.key])
            }
            #expect(await cache.read([Self.key])[0].document == nil)
        }
    }

    @Test("drops a fill that raced with an invalidation, whatever stood there before", arguments: Backend.allCases)
    func race(backend: Backend) async throws {
        try await backend.withCache { cache in
            // Nothing stood there; then an invalidation did; then a newer one.
            for _ in 0..<3 {
                let early = await cache.read([Self.key])
                await cache.invalidate([Self.key])
                await cache.fill([CacheFill(Self.key, Self.document, token: early[0].token, lifetime: .seconds(60))])
                #expect(await cache.read([Self.key])[0].document == nil)
            }
            let late = await cache.read([Self.key])
            await cache.fill([CacheFill(Self.key, Self.document, token: late[0].token, lifetime: .seconds(60))])
            #expect(await cache.read([Self.key])[0].document == Self.document)
        }
    }

    @Test("never serves an old version after its invalidation, under load", arguments: Backend.allCases)
    func concurrentRaces(backend: Backend) async throws {
        try await backend.withCache { cache in
            let truth = Register()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<150 {
                            let before = truth.published
                            let entry = await cache.read([Self.key])[0]
                            if let version = entry.document?.optionalInteger("version") {
                                #expect(version >= before)
                            } else {
                                let version = truth.written
                                await Task.yield()
                                await cache.fill([
                                    CacheFill(
                                        Self.key,
                                        ["version": .int(version)],
                                        token: entry.token,
                                        lifetime: .seconds(60)
                                    )
                                ])
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<150 {
                        let version = truth.write()
                        await cache.invalidate([Self.key])
                        truth.publish(version)
                    }
                }
            }
        }
    }

    @Test("lets copies expire", arguments: Backend.allCases)
    func expiry(backend: Backend) async throws {
        try await backend.withCache { cache in
            let miss = await cache.read([Self.key])
            await cache.fill([CacheFill(Self.key, Self.document, token: miss[0].token, lifetime: .milliseconds(50))])
            try await eventually("the copy is gone") { await cache.read([Self.key])[0].document == nil }
        }
    }

    @Test("counts member numbers like other documents", arguments: Backend.allCases)
    func memberCount(backend: Backend) async throws {
        try await backend.withCache { cache in
            let key = CacheKey(.memberCount, "01S")
            let miss = await cache.read([key])
            await cache.fill([CacheFill(key, ["count": 42], token: miss[0].token, lifetime: .seconds(60))])
            #expect(await cache.read([key])[0].document == ["count": 42])
            await cache.invalidate([key])
            #expect(await cache.read([key])[0].document == nil)
        }
    }

    @Test("counts requests of a window exactly under concurrency", arguments: Backend.allCases)
    func rateLimit(backend: Backend) async throws {
        try await backend.withCache { cache in
            let counts = await withTaskGroup(of: RateLimitState.self, returning: [RateLimitState].self) { group in
                for _ in 0..<200 {
                    group.addTask { await cache.countRequest(bucket: "b", limit: 10, window: .seconds(10)) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.map(\.count).sorted() == Array(1...200))
            #expect(counts.allSatisfy { $0.resetAfter > .seconds(5) && $0.resetAfter <= .seconds(10) })
            #expect(await cache.countRequest(bucket: "other", limit: 10, window: .seconds(10)).count == 1)
        }
    }

    @Test("begins a new window when the old one has ended", arguments: Backend.allCases)
    func nextWindow(backend: Backend) async throws {
        try await backend.withCache { cache in
            #expect(await cache.countRequest(bucket: "b", limit: 1, window: .seconds(2)).count == 1)
            #expect(await cache.countRequest(bucket: "b", limit: 1, window: .seconds(2)).count == 2)
            try await eventually("a new window") {
                await cache.countRequest(bucket: "b", limit: 1, window: .seconds(2)).count == 1
            }
        }
    }

    @Test("gives a mark to exactly one claimant until it is released or ends", arguments: Backend.allCases)
    func marks(backend: Backend) async throws {
        try await backend.withCache { cache in
            let mark = "slowmode:01U:01C"
            #expect(await cache.remaining([mark]) == [nil])
            let claims = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
                for _ in 0..<50 { group.addTask { await cache.claim(mark, for: .seconds(30)) } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(claims == 1)
            let left = await cache.remaining([mark, "slowmode:01U:01D"])
            #expect(left[0].map { $0 > .seconds(20) && $0 <= .seconds(30) } == true)
            #expect(left[1] == nil)
            await cache.release(mark)
            #expect(await cache.claim(mark, for: .milliseconds(50)))
            try await eventually("it has ended") { await cache.claim(mark, for: .seconds(30)) }
        }
    }
}

/// The truth behind a cached document: what was written, and what was written and invalidated.
private final class Register: Sendable {
    private let state = LockedState((written: Int64(0), published: Int64(0)))

    var written: Int64 { state.with { $0.written } }
    var published: Int64 { state.with { $0.published } }

    func write() -> Int64 {
        state.with { state in
            state.written += 1
            return state.written
        }
    }

    func publish(_ version: Int64) { state.with { $0.published = version } }
}
