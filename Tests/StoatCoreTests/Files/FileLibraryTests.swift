import Foundation
import NIOCore
import StoatModels
import StoatStorage
import Synchronization
import TestSupport
import Testing

@testable import StoatCore

/// Storing, sharing and removing files, on each engine over a real folder.
@Suite("The library of files", .timeLimit(.minutes(4)))
struct FileLibraryTests {
    /// A library, a folder for uploads, and a clock that tests move.
    private struct Workshop {
        let library: FileLibrary
        let blobs: StubbornBlobs
        let folder: TemporaryFolder
        let clock: Clock

        var core: Core { library.core }

        /// Adds a file of a content.
        func add(_ content: String, as name: String = "a.txt", tag: FileTag = .attachments) async throws -> FileID {
            let path = folder.path + "/\(UUID().uuidString)"
            try content.write(toFile: path, atomically: true, encoding: .utf8)
            return try await library.add(name, tag: tag, hash: hash(content), by: "U") {
                PreparedContent(
                    path: path,
                    processedHash: hash(content),
                    size: Int64(content.utf8.count),
                    metadata: ["type": "Text"],
                    contentType: "plain/text"
                )
            }
        }

        func use(_ id: FileID) async throws {
            _ = try await core.files.claim(id, tag: "attachments", for: .message("M"), by: "U")
        }

        func read(_ id: FileID) async throws -> String? {
            guard let stored = try await library.find(id, tag: .attachments) else { return nil }
            return String(buffer: try await library.read(stored.object).collect(upTo: 1 << 20))
        }

        func discard(_ ids: FileID...) async throws {
            try await core.store.write([
                .update(.attachments, .field("_id", in: ids), Update().set("deleted", true), scope: .all)
            ])
        }

        func objects() async throws -> Int {
            var count = 0
            for try await _ in blobs.list(bucket: core.settings.files.s3.defaultBucket) { count += 1 }
            return count
        }

    }

    private static func with(_ engine: StoreEngine, _ body: (Workshop) async throws -> Void) async throws {
        let clock = Clock()
        let time: @Sendable () -> Timestamp = { clock.now }
        try await engine.withCore(clock: time) { core in
            let folder = try TemporaryFolder("library")
            let blobs = StubbornBlobs(try FolderBlobs(root: folder.path + "/objects"))
            let sealed = SealedBlobs(
                store: blobs,
                cipher: try FileCipher(key: SampleSecrets.fileEncryptionKey),
                temporary: folder.path
            )
            try await body(
                Workshop(library: FileLibrary(core: core, blobs: sealed), blobs: blobs, folder: folder, clock: clock)
            )
        }
    }

    @Test("stores a content once, and a file for each upload", arguments: StoreEngine.allCases)
    func sharing(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let ids = try await withThrowingTaskGroup(of: FileID.self) { group in
                for _ in 0..<8 { group.addTask { try await shop.add("same") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(ids).count == 8)
            #expect(try await shop.objects() == 1)
            #expect(try await shop.read(ids[0]) == nil, "unused files are not shown")
            for id in ids { try await shop.use(id) }
            for id in ids { #expect(try await shop.read(id) == "same") }
            #expect(try await shop.add("same", tag: .emojis).creationTime != nil, "an emoji's id is a ULID")
        }
    }

    @Test("takes over an upload that broke off, without mixing two nonces", arguments: StoreEngine.allCases)
    func brokenUpload(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let hash = hash("again")
            let broken = FileHash(
                id: hash,
                processedHash: hash,
                createdAt: shop.core.clock().advanced(by: .seconds(-60)),
                bucket: shop.core.settings.files.s3.defaultBucket,
                path: hash,
                iv: "",
                metadata: [:],
                contentType: "a/b",
                size: 1
            )
            #expect(try await shop.core.fileHashes.reserve(broken))
            let id = try await shop.add("again")
            try await shop.use(id)
            #expect(try await shop.read(id) == "again")
            let row = try #require(try await shop.core.fileHashes.exact(hash))
            #expect(row.path != hash && !row.iv.isEmpty)
            // The one that was thought dead is too late.
            #expect(try await !shop.core.fileHashes.complete(broken))
        }
    }

    @Test("leaves no reservation when the object cannot be written", arguments: StoreEngine.allCases)
    func refusedObject(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            shop.blobs.refuses.withLock { $0 = true }
            await #expect(throws: BlobError.self) { try await shop.add("x") }
            #expect(try await shop.core.store.count(.attachmentHashes, where: .all) == 0)
            #expect(try await shop.core.store.count(.attachments, where: .all) == 0)
            shop.blobs.refuses.withLock { $0 = false }
            _ = try await shop.add("x")
        }
    }

    @Test("removes deleted files, and objects with their last file", arguments: StoreEngine.allCases)
    func purge(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let (one, two) = (try await shop.add("shared"), try await shop.add("shared"))
            let other = try await shop.add("other")
            for id in [one, two, other] { try await shop.use(id) }
            let purge = FilePurge(shop.library)
            try await shop.discard(one, other)
            await purge.round()
            #expect(try await shop.read(two) == "shared")
            #expect(try await shop.objects() == 1)
            try await shop.discard(two)
            await purge.round()
            #expect(try await shop.objects() == 0)
            #expect(try await shop.core.store.count(.attachments, where: .all) == 0)
            #expect(try await shop.core.store.count(.attachmentHashes, where: .all) == 0)
            let id = try await shop.add("shared")
            try await shop.use(id)
            #expect(try await shop.read(id) == "shared", "the same content uploaded anew")
        }
    }

    @Test(
        "one object that cannot be removed stops nothing, and goes in the next round",
        arguments: StoreEngine.allCases
    )
    func stubborn(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let ids = [try await shop.add("1"), try await shop.add("2"), try await shop.add("3")]
            for id in ids { try await shop.use(id) }
            try await shop.discard(ids[0], ids[1], ids[2])
            let purge = FilePurge(shop.library)
            shop.blobs.keeps.withLock { $0 = [hash("2")] }
            await purge.round()
            #expect(try await shop.objects() == 1)
            #expect(try await shop.core.store.count(.attachments, where: .all) == 1)
            shop.blobs.keeps.withLock { $0 = [] }
            await purge.round()
            #expect(try await shop.objects() == 0)
            #expect(try await shop.core.store.count(.attachmentHashes, where: .all) == 0)
        }
    }

    @Test("files that nothing used for an hour go, reported ones stay", arguments: StoreEngine.allCases)
    func unused(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let (used, unused, reported) = (try await shop.add("1"), try await shop.add("2"), try await shop.add("3"))
            try await shop.use(used)
            try await shop.core.store.updateOne(.attachments, where: .id(reported), Update().set("reported", true))
            let purge = FilePurge(shop.library)
            await purge.round()
            #expect(try await shop.core.store.count(.attachments, where: .all) == 3)
            shop.clock.pass(.seconds(3601))
            await purge.round()
            let left = try await shop.core.store.find(Query(.attachments, fields: ["_id"])).compactMap { row in
                row.optionalID("_id", as: FileID.self)
            }
            #expect(Set(left) == [used, reported])
            #expect(!left.contains(unused))
            #expect(try await shop.read(used) == "1")
        }
    }

    @Test("a file that comes while its content is being purged keeps it", arguments: StoreEngine.allCases)
    func race(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let purge = FilePurge(shop.library)
            for round in 0..<15 {
                let content = "race \(round)"
                let first = try await shop.add(content)
                try await shop.use(first)
                try await shop.discard(first)
                async let purged: Void = purge.round(sweeps: false)
                let second = try await shop.add(content)
                await purged
                try await shop.use(second)
                #expect(try await shop.read(second) == content)
            }
        }
    }

    @Test("what an upload or a purge left behind is cleared after an hour", arguments: StoreEngine.allCases)
    func leftovers(engine: StoreEngine) async throws {
        try await Self.with(engine) { shop in
            let kept = try await shop.add("kept")
            try await shop.use(kept)
            let id = try await shop.add("marked")
            try await shop.core.files.remove(id)
            try await shop.core.fileHashes.beginPurge(hash("marked"), at: shop.core.clock())
            try await shop.core.fileHashes.beginPurge(hash("kept"), at: shop.core.clock())
            let purge = FilePurge(shop.library)
            await purge.round()
            #expect(try await shop.objects() == 2)
            shop.clock.pass(.seconds(3700))
            await purge.round()
            #expect(try await shop.objects() == 1)
            #expect(try await shop.read(kept) == "kept", "the mark of a content in use is taken back")
        }
    }
}

/// The hash that contents of these tests go by: any text of its length will do.
private func hash(_ content: String) -> String {
    let digits = content.utf8.map { String($0, radix: 16) }.joined()
    return String((digits + String(repeating: "0", count: 64)).prefix(64))
}

/// A clock that tests move.
private final class Clock: Sendable {
    private let time = Mutex(StoreEngine.now)

    var now: Timestamp { time.withLock(\.self) }

    func pass(_ duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// A real store that refuses what a test wants it to refuse.
private final class StubbornBlobs: BlobStore {
    let keeps = Mutex<Set<String>>([])
    let refuses = Mutex(false)
    private let store: FolderBlobs

    init(_ store: FolderBlobs) { self.store = store }

    func put(_ key: BlobKey, file: String) async throws(BlobError) {
        if refuses.withLock(\.self) { throw BlobError(.full, "as the test wants") }
        try await store.put(key, file: file)
    }

    func info(_ key: BlobKey) async throws(BlobError) -> BlobInfo? { try await store.info(key) }

    func read(_ key: BlobKey, range: Range<Int64>?) async throws(BlobError) -> BlobBody {
        try await store.read(key, range: range)
    }

    func delete(_ key: BlobKey) async throws(BlobError) {
        if keeps.withLock({ $0.contains(key.path) }) { throw BlobError(.unavailable, "as the test wants") }
        try await store.delete(key)
    }

    func list(bucket: String) -> BlobListing { store.list(bucket: bucket) }

    func ping() async throws(BlobError) { try await store.ping() }

    func shutdown() async { await store.shutdown() }
}
