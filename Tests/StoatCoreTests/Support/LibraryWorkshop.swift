import Foundation
import NIOCore
import StoatModels
import StoatStorage
import Synchronization
import TestSupport
import Testing

@testable import StoatCore

/// A library, a folder for uploads, and a clock that tests move.
struct LibraryWorkshop {
    let library: FileLibrary
    let blobs: StubbornBlobs
    let folder: TemporaryFolder
    let clock: MovableClock

    var core: Core { library.core }

    /// Lends one over this engine and a folder of objects, or another store of them.
    static func with(
        _ engine: StoreEngine,
        over store: (any BlobStore)? = nil,
        bucket: String? = nil,
        _ body: (LibraryWorkshop) async throws -> Void
    ) async throws {
        let clock = MovableClock()
        let time: @Sendable () -> Timestamp = { clock.now }
        try await engine.withCore(clock: time, bucket: bucket) { core in
            let folder = try TemporaryFolder("library")
            let blobs = StubbornBlobs(try store ?? FolderBlobs(root: folder.path + "/objects"))
            let sealed = SealedBlobs(
                store: blobs,
                cipher: try FileCipher(key: SampleSecrets.fileEncryptionKey),
                temporary: folder.path
            )
            let library = FileLibrary(core: core, blobs: sealed)
            try await body(LibraryWorkshop(library: library, blobs: blobs, folder: folder, clock: clock))
        }
    }

    /// Another process over the same database and objects.
    var neighbour: LibraryWorkshop {
        LibraryWorkshop(
            library: FileLibrary(core: core, blobs: library.blobs),
            blobs: blobs,
            folder: folder,
            clock: clock
        )
    }

    /// Adds a file of a content.
    func add(_ content: String, as name: String = "a.txt", tag: FileTag = .attachments) async throws -> FileID {
        let path = folder.path + "/\(UUID().uuidString)"
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        defer { unlink(path) }
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
        return String(buffer: try await library.read(stored.object).collect(upTo: 1 << 24))
    }

    func discard(_ ids: FileID...) async throws {
        try await core.store.write([
            .update(.attachments, .field("_id", in: ids), Update().set("deleted", true), scope: .all)
        ])
    }

    /// Leaves the mark of a purge that goes no further.
    func mark(_ content: String) async throws {
        let row = try #require(try await core.fileHashes.exact(hash(content)))
        #expect(try await core.fileHashes.beginPurge(row, at: core.clock()) != nil)
    }

    func objects() async throws -> Int {
        var count = 0
        for try await _ in blobs.list(bucket: core.settings.files.s3.defaultBucket) { count += 1 }
        return count
    }

    /// Files and contents in the database, and objects.
    func counts() async throws -> [Int] {
        [
            try await core.store.count(.attachments, where: .all),
            try await core.store.count(.attachmentHashes, where: .all), try await objects(),
        ]
    }
}

/// The hash that contents of these tests go by: any text of its length will do.
func hash(_ content: String) -> String {
    let digits = content.utf8.map { String($0, radix: 16) }.joined()
    return String((digits + String(repeating: "0", count: 64)).prefix(64))
}

/// A clock that tests move.
final class MovableClock: Sendable {
    private let time = Mutex(StoreEngine.now)

    var now: Timestamp { time.withLock(\.self) }

    func pass(_ duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// A real store that refuses what a test wants it to refuse.
final class StubbornBlobs: BlobStore {
    let keeps = Mutex<Set<String>>([])
    let refuses = Mutex(false)
    private let store: any BlobStore

    init(_ store: any BlobStore) { self.store = store }

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
