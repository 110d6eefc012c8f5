import Foundation
import StoatStorage
import Synchronization
import TestSupport
import Testing

@Suite("Copies between blob stores", .timeLimit(.minutes(10)))
struct BlobCopyTests {
    @Test("are whole, and go on where they stopped", arguments: [(BlobDriver.folder, BlobDriver.s3), (.s3, .folder)])
    func copy(from: BlobDriver, to: BlobDriver) async throws {
        try await from.withStore { source, bucket in
            try await to.withStore { target, other in
                // Buckets keep their names.
                if let store = target as? S3Blobs { try await store.makeBucket(bucket) }
                var keys: [BlobKey] = []
                for index in 0..<20 {
                    keys.append(BlobKey(bucket: bucket, path: "object/\(index)"))
                    try await source.put(keys[index], noise(index * 10_000, seed: UInt64(index)))
                }
                try await target.put(keys[3], noise(30_000, seed: 99))
                try await target.put(keys[4], noise(40_000, seed: 4))
                let missing = BlobKey(bucket: bucket, path: "missing")
                let broken = BlobKey(bucket: bucket, path: "../broken")
                let folder = try TemporaryFolder("copy")
                let copy = BlobCopy(from: source, to: target, temporary: folder.path)

                var reports: [BlobKey: BlobCopy.Outcome] = [:]
                var last = BlobCopy.Progress()
                let done = try await copy.run(keys + [missing, broken]) { key, outcome, progress in
                    reports[key] = outcome
                    #expect(progress.count == last.count + 1)
                    last = progress
                }
                #expect(done == last)
                #expect((done.copied, done.present, done.missing, done.broken) == (19, 1, 1, 1))
                #expect(reports[missing] == .missing)
                #expect(reports[keys[3]] == .copied(bytes: 30_000))
                #expect(reports[keys[4]] == .present(bytes: 40_000))
                for (index, key) in keys.enumerated() {
                    #expect(try await target.bytes(key) == noise(index * 10_000, seed: UInt64(index)))
                }
                let again = try await copy.run(keys)
                #expect((again.copied, again.present, again.bytes) == (0, 20, 0))
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
                #expect(try await target.entries(other) == [])
            }
        }
    }

    @Test("do at most so many at a time")
    func concurrency() async throws {
        try await BlobDriver.folder.withStore { source, bucket in
            try await BlobDriver.folder.withStore { target, _ in
                let keys = (0..<30).map { BlobKey(bucket: bucket, path: "\($0)") }
                for key in keys { try await source.put(key, [1]) }
                let counting = CountingStore(base: target)
                _ = try await BlobCopy(from: source, to: counting, concurrency: 3).run(keys)
                #expect(counting.most.withLock { $0 } <= 3)
                #expect(try await target.entries(bucket).count == 30)
            }
        }
    }

    @Test("are checked by what the target gives back")
    func lies() async throws {
        try await BlobDriver.folder.withStore { source, bucket in
            try await BlobDriver.folder.withStore { target, _ in
                let key = BlobKey(bucket: bucket, path: "a")
                try await source.put(key, noise(100))
                for change in [CountingStore.Change.flips, .loses] {
                    let copy = BlobCopy(from: source, to: CountingStore(base: target, change: change))
                    guard case .broken = try await copy.copy(key) else {
                        Issue.record("a copy that is not one passed")
                        continue
                    }
                }
            }
        }
    }

    @Test("stop when a store is gone")
    func outage() async throws {
        try await BlobDriver.folder.withStore { source, bucket in
            let keys = (0..<5).map { BlobKey(bucket: bucket, path: "\($0)") }
            for key in keys { try await source.put(key, [1]) }
            var settings = try await S3Server.shared().settings
            settings.endpoint = "http://127.0.0.1:\(try FreePort.next())"
            try await withS3(settings) { target in
                let failure = await code { try await BlobCopy(from: source, to: target).run(keys) }
                #expect(failure == .unavailable)
            }
        }
    }
}

/// A store that counts calls under way, and may spoil what it is given.
private final class CountingStore: BlobStore {
    enum Change { case nothing, flips, loses }

    let base: any BlobStore
    let change: Change
    let most = Mutex(0)
    private let current = Mutex(0)

    init(base: any BlobStore, change: Change = .nothing) {
        self.base = base
        self.change = change
    }

    func put(_ key: BlobKey, file: String) async throws(BlobError) {
        let now = current.withLock { current in
            current += 1
            return current
        }
        most.withLock { $0 = max($0, now) }
        defer { current.withLock { $0 -= 1 } }
        switch change {
        case .nothing: try await base.put(key, file: file)
        case .loses: try await base.delete(key)
        case .flips:
            let spoiled = file + "-spoiled"
            var bytes = (FileManager.default.contents(atPath: file) ?? Data())
            bytes[0] ^= 1
            _ = FileManager.default.createFile(atPath: spoiled, contents: bytes)
            try await base.put(key, file: spoiled)
            unlink(spoiled)
        }
    }

    func info(_ key: BlobKey) async throws(BlobError) -> BlobInfo? { try await base.info(key) }
    func read(_ key: BlobKey, range: Range<Int64>?) async throws(BlobError) -> BlobBody {
        try await base.read(key, range: range)
    }
    func delete(_ key: BlobKey) async throws(BlobError) { try await base.delete(key) }
    func list(bucket: String) -> BlobListing { base.list(bucket: bucket) }
    func ping() async throws(BlobError) { try await base.ping() }
    func shutdown() async {}
}
