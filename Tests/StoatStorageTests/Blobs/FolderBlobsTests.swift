import Foundation
import NIOCore
import TestSupport
import Testing

@testable import StoatStorage

@Suite("A folder of objects", .timeLimit(.minutes(4)))
struct FolderBlobsTests {
    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    @Test("is made, and lies as documented")
    func layout() async throws {
        let folder = try TemporaryFolder("blobs")
        let root = folder.path + "/not/yet"
        let store = try FolderBlobs(root: root + "/")
        #expect(try names(root) == [".tmp"])
        let path = "5178f3e9abdefa050c0a4a8b8f68595a8a88f8d72fb08ec86dfa0ac69929601b"
        try await store.put(BlobKey(bucket: "revolt-uploads", path: path), [1])
        let fan = FolderLayout.fan(path)
        #expect(
            try names(root) == [
                ".tmp", "revolt-uploads", "revolt-uploads/\(fan)", "revolt-uploads/\(fan)/\(path)",
            ]
        )
        #expect(FolderLayout.components(BlobKey(bucket: "b", path: "../é.x")).last == "%2E%2E%2F%C3%A9%2Ex")
        let long = FolderLayout.components(BlobKey(bucket: "b", path: String(repeating: "/", count: 200)))
        #expect(long.dropFirst(2).map(\.utf8.count) == [201, 201, 200])
        #expect(long.dropFirst(2).dropLast().allSatisfy { $0.hasSuffix("+") })
        #expect(await code { try FolderBlobs(root: "") } == .invalid)
        #expect(await code { try FolderBlobs(root: root + "/revolt-uploads/\(fan)/\(path)/below") } != nil)
    }

    @Test("is an error below a link that leads nowhere")
    func danglingLink() async throws {
        let folder = try TemporaryFolder("blobs")
        let link = folder.path + "/disk"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path + "/unmounted")
        for path in [link, link + "/files", link + "/files/below"] {
            #expect(await code { try FolderBlobs(root: path) } == .notFound, "\(path)")
        }
    }

    @Test("loses the temporary files of writers that are gone, and only those")
    func temporaries() async throws {
        let folder = try TemporaryFolder("blobs")
        let scratch = FolderFiles(root: folder.path).scratch
        _ = try FolderBlobs(root: folder.path)
        try Data([1]).write(to: URL(fileURLWithPath: scratch + "/abandoned"))
        let writing = try LocalFile.creating(scratch + "/writing", exclusively: true)
        #expect(writing.lock())
        _ = try FolderBlobs(root: folder.path)
        #expect(try names(scratch) == ["writing"])
    }

    @Test("may be opened again while others write")
    func reopening() async throws {
        let folder = try TemporaryFolder("blobs")
        let store = try FolderBlobs(root: folder.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<64 {
                group.addTask { try await store.put(BlobKey(bucket: "bucket", path: "\(index)"), noise(10_000)) }
                group.addTask { _ = try FolderBlobs(root: folder.path) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.entries("bucket").count == 64)
        #expect(try names(folder.path + "/.tmp") == [])
    }

    @Test("keeps the old object when the new one cannot be read")
    func failedWrite() async throws {
        let folder = try TemporaryFolder("blobs")
        let store = try FolderBlobs(root: folder.path)
        let key = BlobKey(bucket: "bucket", path: "a")
        try await store.put(key, [1, 2, 3])
        #expect(await code { try await store.put(key, file: folder.path + "/nothing") } == .failed)
        #expect(try await store.bytes(key) == [1, 2, 3])
        #expect(try names(folder.path + "/.tmp") == [])
    }

    @Test("makes a file the object where it can, and copies it from another file system")
    func moved() async throws {
        let folder = try TemporaryFolder("blobs")
        let store = try FolderBlobs(root: folder.path + "/root")
        let key = BlobKey(bucket: "bucket", path: "a")
        try await store.put(key, [1])
        let files = [folder.path + "/near", "/dev/shm/stoat-test-\(UInt64.random(in: .min ... .max))"]
        defer { unlink(files[1]) }
        for (index, file) in files.enumerated() {
            try Data([2, UInt8(index)]).write(to: URL(fileURLWithPath: file))
            let before = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
            try await store.put(key, moving: file)
            #expect(try await store.bytes(key) == [2, UInt8(index)])
            let object = FolderFiles(root: folder.path + "/root").path(key)
            let after = try FileManager.default.attributesOfItem(atPath: object)[.systemFileNumber] as? Int
            if index == 0 { #expect(before == after && !FileManager.default.fileExists(atPath: file)) }
        }
        #expect(await code { try await store.put(key, moving: folder.path + "/nothing") } == .failed)
        #expect(try await store.bytes(key) == [2, 1])
        #expect(try names(folder.path + "/root/.tmp") == [])
    }

    @Test("gives an object that is being read as it was, and notices one that was cut")
    func replacedWhileRead() async throws {
        let folder = try TemporaryFolder("blobs")
        let store = try FolderBlobs(root: folder.path)
        let key = BlobKey(bucket: "bucket", path: "a")
        try await store.put(key, noise(300_000))
        let body = try await store.read(key)
        try await store.put(key, [1])
        #expect(try await body.bytes() == noise(300_000))
        // A body of a file can be read again, and a deleted object is still there for it.
        try await store.delete(key)
        #expect(try await body.bytes() == noise(300_000))

        try await store.put(key, noise(300_000))
        let cut = try await store.read(key)
        truncate(FolderFiles(root: folder.path).path(key), 100_000)
        #expect(await code { try await cut.bytes() } == .damaged)
    }

    @Test("is unavailable once it is gone")
    func gone() async throws {
        let folder = try TemporaryFolder("blobs")
        let store = try FolderBlobs(root: folder.path + "/root")
        try await store.ping()
        try FileManager.default.removeItem(atPath: folder.path + "/root")
        #expect(await code { try await store.ping() } != nil)
        #expect(await code { try await store.put(BlobKey(bucket: "bucket", path: "a"), [1]) } != nil)
    }

    @Test(
        "names the reasons of the system",
        arguments: [
            (ENOSPC, BlobError.Code.full), (EDQUOT, .full), (EACCES, .refused), (EROFS, .refused), (EIO, .unavailable),
            (ENOENT, .notFound), (EMFILE, .unavailable), (EISDIR, .failed),
        ]
    )
    func reasons(number: Int32, code: BlobError.Code) {
        #expect(BlobError(errno: number, "write").code == code)
    }

    @Test("has no place for a file when the disk is full")
    func full() async throws {
        // The device that is always full.
        let file = try LocalFile.creating("/dev/full")
        #expect(await code { try file.write(.init(bytes: [1])) } == .full)
    }
}
