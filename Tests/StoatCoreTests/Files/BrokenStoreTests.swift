import Foundation
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

/// S3 whose connections break on the way.
@Suite("A store of files that breaks off", .timeLimit(.minutes(4)))
struct BrokenStoreTests {
    private static let content = String(repeating: "half of this arrives, ", count: 100_000)

    private static func with(
        _ engine: StoreEngine,
        _ body: (LibraryWorkshop, TCPProxy) async throws -> Void
    ) async throws {
        let server = try await S3Server.shared()
        let proxy = try TCPProxy(to: server.port)
        var settings = server.settings
        settings.endpoint = "http://127.0.0.1:\(proxy.port)"
        settings.bucket = "broken-\(engine)-\(UInt32.random(in: .min ... .max))"
        let blobs = try S3Blobs(settings)
        try await blobs.makeBucket(settings.bucket)
        let outcome: Result<Void, any Error>
        do {
            try await LibraryWorkshop.with(engine, over: blobs, bucket: settings.bucket) { try await body($0, proxy) }
            outcome = .success(())
        } catch { outcome = .failure(error) }
        await blobs.shutdown()
        try outcome.get()
    }

    private static func refused(_ shop: LibraryWorkshop) async throws {
        let error = await #expect(throws: BlobError.self) { try await shop.add(content) }
        #expect(error.map { ErrorTranslation.translate($0).kind } == .serviceUnavailable)
        #expect(try await shop.core.store.count(.attachments, where: .all) == 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: shop.folder.path)
        #expect(left.filter { $0 != "objects" } == [])
    }

    @Test(
        "in the middle of an object leaves no file, and takes the same upload afterwards",
        arguments: StoreEngine.allCases
    )
    func cut(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop, proxy in
            proxy.set(.cut(after: 500_000))
            try await Self.refused(shop)
            proxy.set(.open)
            let id = try await shop.add(Self.content)
            try await shop.use(id)
            #expect(try await shop.read(id) == Self.content)
            #expect(try await shop.counts() == [1, 1, 1])
        }
    }

    @Test("before it answers leaves an object that is found and removed", arguments: StoreEngine.allCases)
    func unanswered(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop, proxy in
            proxy.set(.unanswered)
            try await Self.refused(shop)
            proxy.set(.open)
            #expect(try await shop.objects() == 1)
            shop.clock.pass(.seconds(3601))
            await FilePurge(shop.library).round()
            #expect(try await shop.counts() == [0, 0, 0])
        }
    }

    @Test("before it answers takes the same upload afterwards, and keeps one object", arguments: StoreEngine.allCases)
    func repeated(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop, proxy in
            proxy.set(.unanswered)
            try await Self.refused(shop)
            proxy.set(.open)
            let id = try await shop.neighbour.add(Self.content)
            try await shop.use(id)
            #expect(try await shop.read(id) == Self.content)
            #expect(try await shop.counts() == [1, 1, 1])
        }
    }

    @Test("while objects are removed removes them later", arguments: StoreEngine.allCases)
    func purge(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop, proxy in
            let id = try await shop.add("short")
            try await shop.use(id)
            try await shop.discard(id)
            proxy.set(.unanswered)
            await FilePurge(shop.library).round()
            // The object may be gone, so nobody may refer to its content any more.
            #expect(try await shop.core.fileHashes.exact(hash("short"))?.mark != nil)
            #expect(try await shop.core.store.count(.attachments, where: .all) == 1)
            proxy.set(.open)
            await FilePurge(shop.library).round()
            #expect(try await shop.counts() == [0, 0, 0])
        }
    }
}
