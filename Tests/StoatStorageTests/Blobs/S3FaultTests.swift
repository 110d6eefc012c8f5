import NIOCore
import StoatStorage
import TestSupport
import Testing

@Suite("A faulty S3 store", .timeLimit(.minutes(10)))
struct S3FaultTests {
    private let clock = ContinuousClock()

    /// The codes that all kinds of calls fail with.
    private func codes(_ store: S3Blobs, _ bucket: String) async -> [BlobError.Code?] {
        let key = BlobKey(bucket: bucket, path: "a")
        return [
            await code { try await store.put(key, [1]) },
            await code { try await store.info(key) },
            await code { try await store.read(key, range: nil) },
            await code { try await store.delete(key) },
            await code { try await store.entries(bucket) },
            await code { try await store.ping() },
        ]
    }

    @Test("refuses wrong credentials")
    func credentials() async throws {
        let server = try await S3Server.shared()
        for breaks: @Sendable (inout S3Settings) -> Void in [
            { $0.secretAccessKey += "x" }, { $0.accessKeyID = "AKIAUNKNOWN" },
        ] {
            var settings = server.settings
            breaks(&settings)
            try await withS3(settings) { store in
                let codes = await codes(store, server.bucket)
                #expect(codes.allSatisfy { $0 == .refused }, "\(codes)")
            }
        }
    }

    @Test("refuses unknown buckets")
    func buckets() async throws {
        var settings = try await S3Server.shared().settings
        settings.bucket = "unknown-bucket"
        try await withS3(settings) { store in
            let codes = await codes(store, settings.bucket)
            #expect(codes == [.refused, nil, .refused, .refused, .refused, .refused])
        }
    }

    @Test("keeps buckets that are there")
    func makeBucket() async throws {
        var settings = try await S3Server.shared().settings
        settings.region = "eu-central-1"
        try await withS3(settings) { store in
            try await store.makeBucket("made-twice")
            try await store.put(BlobKey(bucket: "made-twice", path: "a"), [1])
            try await store.makeBucket("made-twice")
            #expect(try await store.entries("made-twice").count == 1)
        }
    }

    @Test("is found by the bucket's host name")
    func virtualHosts() async throws {
        let server = try await S3Server.shared()
        var settings = server.settings
        settings.endpoint = "http://localhost:\(server.port)"
        settings.isPathStyle = false
        settings.addresses = ["\(server.bucket).localhost": "127.0.0.1"]
        try await withS3(settings) { store in
            let key = BlobKey(bucket: server.bucket, path: "by/host")
            try await store.put(key, noise(1000))
            #expect(try await store.bytes(key, 10..<20) == Array(noise(1000)[10..<20]))
            #expect(try await store.entries(server.bucket).contains { $0.key == key })
            try await store.ping()
        }
        try await withS3(server.settings) { store in
            let info = try await store.info(BlobKey(bucket: server.bucket, path: "by/host"))
            #expect(info?.size == 1000)
        }
    }

    @Test("is unavailable in good time while it is gone or silent, and found again", arguments: [false, true])
    func outage(isSilent: Bool) async throws {
        let server = try await S3Server.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = server.settings
        settings.endpoint = "http://127.0.0.1:\(proxy.port)"
        settings.limits.answer = .seconds(2)
        settings.limits.patience = .seconds(1)
        let key = BlobKey(bucket: server.bucket, path: "outage-\(isSilent)")
        try await withS3(server.settings) { store in try await store.put(key, [1, 2, 3]) }
        try await withS3(settings) { store in
            proxy.set(isSilent ? .silent : .closed)
            let start = clock.now
            let codes = await codes(store, server.bucket)
            #expect(codes.allSatisfy { $0 == .unavailable }, "\(codes)")
            #expect(clock.now - start < .seconds(40))
            proxy.set(.open)
            try await eventually("the store is found again") { await code { try await store.ping() } == nil }
            try await eventually("its objects are there") { await code { try await store.bytes(key) } == nil }
        }
    }

    @Test("has no address")
    func unreachable() async throws {
        var settings = try await S3Server.shared().settings
        settings.endpoint = "http://127.0.0.1:\(try FreePort.next())"
        try await withS3(settings) { store in
            #expect(await code { try await store.ping() } == .unavailable)
        }
    }

    @Test("may break connections while objects are read")
    func brokenRead() async throws {
        let server = try await S3Server.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = server.settings
        settings.endpoint = "http://127.0.0.1:\(proxy.port)"
        try await withS3(settings) { store in
            let key = BlobKey(bucket: server.bucket, path: "broken-read")
            let bytes = noise(20 << 20)
            try await store.put(key, bytes)
            for range: Range<Int64>? in [nil, 1_000_000..<20_000_000] {
                let body = try await store.read(key, range: range)
                var received: [UInt8] = []
                var next = 4 << 20
                for try await piece in body {
                    received += piece.readableBytesView
                    guard received.count > next else { continue }
                    next += 6 << 20
                    proxy.set(.closed)
                    proxy.set(.open)
                }
                let expected = range.map { Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)]) } ?? bytes
                #expect(received == expected)
            }
            // Another object in its place is not mixed with the one that was being read.
            let failure = await code {
                var iterator = try await store.read(key).makeAsyncIterator()
                _ = try await iterator.next()
                try await store.put(key, noise(20 << 20, seed: 9))
                proxy.set(.closed)
                proxy.set(.open)
                while try await iterator.next() != nil {}
            }
            #expect(failure == .damaged)
        }
    }

    @Test("may lose patience with slow readers, who do not notice")
    func slowReader() async throws {
        let server = try await S3Server.shared()
        var settings = server.settings
        settings.limits.idle = .seconds(2)
        let key = BlobKey(bucket: server.bucket, path: "slow-reader")
        let bytes = noise(20 << 20)
        try await withS3(server.settings) { store in try await store.put(key, bytes) }
        try await withS3(settings) { store in
            var received: [UInt8] = []
            for try await piece in try await store.read(key) {
                if received.isEmpty {
                    let end = clock.now + .seconds(4)
                    try await eventually("the connection has been idle for a while") { clock.now > end }
                }
                received += piece.readableBytesView
            }
            #expect(received == bytes)
        }
    }

    @Test("refuses big uploads by its answer, not by a broken connection")
    func bigRefusal() async throws {
        var settings = try await S3Server.shared().settings
        settings.secretAccessKey += "x"
        try await withS3(settings) { store in
            let key = BlobKey(bucket: settings.bucket, path: "refused")
            let failure = await code { try await store.put(key, noise(8 << 20)) }
            #expect(failure == .refused)
        }
    }

    @Test("lets go of what a cancelled task was doing")
    func cancellation() async throws {
        let server = try await S3Server.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = server.settings
        settings.endpoint = "http://127.0.0.1:\(proxy.port)"
        try await withS3(settings) { store in
            proxy.set(.silent)
            let task = Task { await code { try await store.ping() } }
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }
}
