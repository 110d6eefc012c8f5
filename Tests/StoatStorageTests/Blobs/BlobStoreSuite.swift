import Foundation
import StoatStorage
import TestSupport
import Testing

@Suite("Blob stores", .timeLimit(.minutes(10)))
struct BlobStoreSuite {
    @Test("give back what was put", arguments: BlobDriver.allCases)
    func roundTrip(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let key = BlobKey(bucket: bucket, path: "a")
            for size in [0, 1, 65_537, 262_143, 262_144, 262_145, 600_000] {
                let bytes = noise(size)
                try await store.put(key, bytes)
                #expect(try await store.info(key)?.size == Int64(size))
                #expect(try await store.bytes(key) == bytes)
            }
            try await store.ping()
        }
    }

    @Test("know nothing of missing objects", arguments: BlobDriver.allCases)
    func missing(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let key = BlobKey(bucket: bucket, path: "missing")
            #expect(try await store.info(key) == nil)
            #expect(await code { try await store.read(key, range: nil) } == .notFound)
            #expect(await code { try await store.read(key, range: 0..<5) } == .notFound)
            #expect(await code { try await store.read(key, range: 5..<5) } == .notFound)
            try await store.delete(key)
            try await store.put(key, [1])
            try await store.delete(key)
            #expect(try await store.info(key) == nil)
            try await store.delete(key)
            #expect(try await store.entries(bucket) == [])
            #expect(await code { try await store.put(key, file: "/nowhere/file") } == .failed)
            #expect(await code { try await store.put(key, file: "/") } == .failed)
        }
    }

    @Test("replace objects whole", arguments: BlobDriver.allCases)
    func overwrite(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let key = BlobKey(bucket: bucket, path: "a/b/c")
            let (long, short) = (noise(200_000), noise(3000, seed: 2))
            try await store.put(key, long)
            try await store.put(key, short)
            #expect(try await store.bytes(key) == short)
            await withTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask { await code { try await store.put(key, index % 2 == 0 ? long : short) } == nil }
                }
                for await isStored in group { #expect(isStored) }
            }
            let left = try await store.bytes(key)
            #expect(left == long || left == short)
            #expect(try await store.entries(bucket).map(\.size) == [Int64(left.count)])
        }
    }

    @Test("read ranges", arguments: BlobDriver.allCases)
    func ranges(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let key = BlobKey(bucket: bucket, path: "a")
            let bytes = noise(100_000)
            try await store.put(key, bytes)
            for range: Range<Int64> in [0..<1, 0..<100_000, 99_999..<100_000, 10..<70_000, 65_536..<65_537] {
                #expect(
                    try await store.bytes(key, range) == Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
                )
            }
            #expect(try await store.bytes(key, 99_990..<200_000) == Array(bytes[99_990...]))
            for range: Range<Int64> in [5..<5, 100_000..<100_001, 1_000_000..<2_000_000] {
                #expect(try await store.bytes(key, range) == [])
            }
            try await store.put(key, [])
            #expect(try await store.bytes(key, 0..<10) == [])
        }
    }

    @Test("stream big files", arguments: BlobDriver.allCases)
    func big(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let folder = try TemporaryFolder("big")
            let part = noise(1 << 20)
            let path = folder.path + "/source"
            try Data().write(to: URL(fileURLWithPath: path))
            let output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            for index in 0..<30 { output.write(Data([UInt8(index)] + part)) }
            try output.close()
            let key = BlobKey(bucket: bucket, path: "big")
            try await store.put(key, file: path)
            let copy = folder.path + "/copy"
            let body = try await store.read(key)
            #expect(body.size == 30 * ((1 << 20) + 1))
            try await body.save(to: copy)
            #expect(FileManager.default.contentsEqual(atPath: path, andPath: copy))
            // A body that nobody reads on holds nothing up.
            for _ in 0..<80 {
                var iterator = try await store.read(key).makeAsyncIterator()
                _ = try await iterator.next()
                _ = try await store.read(key)
            }
            try await store.ping()
        }
    }

    @Test("list more than a page", arguments: BlobDriver.allCases)
    func list(driver: BlobDriver) async throws {
        try await driver.withStore(isStrict: false) { store, bucket in
            let folder = try TemporaryFolder("source")
            let file = try folder.file([7, 7])
            let names = (0..<1203).map { "n\($0) +&<é" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, name) in names.enumerated() {
                    if index >= 8 { try await group.next() }
                    group.addTask { try await store.put(BlobKey(bucket: bucket, path: name), file: file) }
                }
                try await group.waitForAll()
            }
            let entries = try await store.entries(bucket)
            #expect(entries.map(\.key.path) == names.sorted())
            #expect(entries.allSatisfy { $0.size == 2 && $0.key.bucket == bucket })
            var first: [BlobEntry] = []
            for try await entry in store.list(bucket: bucket) {
                first.append(entry)
                if first.count == 3 { break }
            }
            #expect(first.count == 3)
        }
    }

    @Test("keep odd names apart", arguments: BlobDriver.allCases)
    func names(driver: BlobDriver) async throws {
        try await driver.withStore(isStrict: false) { store, bucket in
            let names = [
                "a", "A", "a b", "a+b", "a%20b", "a%2Fb", "a/b", ".hidden", "...", "a/..b", "ü/日本語/😀", "~",
                "*?\"<>|\\:",
                "?query=1&b#fragment", ";a=b,c@d$e!'()", String(repeating: "x", count: 300),
                String(repeating: "é", count: 150), String(repeating: "x", count: 200),
                String(repeating: "x", count: 201), "tail ",
            ]
            for (index, name) in names.enumerated() {
                try await store.put(BlobKey(bucket: bucket, path: name), [UInt8(index)])
            }
            for (index, name) in names.enumerated() {
                #expect(try await store.bytes(BlobKey(bucket: bucket, path: name)) == [UInt8(index)], "\(name)")
            }
            #expect(try await store.entries(bucket).map(\.key.path) == names.sorted())
            for name in names { try await store.delete(BlobKey(bucket: bucket, path: name)) }
            #expect(try await store.entries(bucket) == [])
        }
    }

    @Test("refuse keys that lead elsewhere", arguments: BlobDriver.allCases)
    func tricks(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let paths = [
                "", "/", "/etc/passwd", "..", ".", "../a", "a/../../b", "a/..", "a/./b", "a//b", "a/", "a\0b", "a\nb",
                String(repeating: "x", count: 1025),
            ]
            let tricks =
                paths.map { BlobKey(bucket: bucket, path: $0) }
                + ["", "..", ".tmp", "a/b", "a@evil", "a:1", "bücket", "a\0"].map { BlobKey(bucket: $0, path: "a") }
            for key in tricks {
                #expect(await code { try await store.put(key, [1]) } == .invalid, "\(key)")
                #expect(await code { try await store.info(key) } == .invalid, "\(key)")
                #expect(await code { try await store.read(key, range: nil) } == .invalid, "\(key)")
                #expect(await code { try await store.delete(key) } == .invalid, "\(key)")
            }
            #expect(await code { try await store.entries("../x") } == .invalid)
            let entries = try await store.entries(bucket)
            #expect(entries == [])
        }
    }
}
