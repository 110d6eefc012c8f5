import Foundation
import StoatModels
import StoatStorage
import Synchronization
import TestSupport
import Testing

@testable import StoatCore

/// Storing, sharing and removing files, on each engine over a real folder.
@Suite("The library of files", .timeLimit(.minutes(4)))
struct FileLibraryTests {
    @Test("stores a content once, and a file for each upload", arguments: StoreEngine.allCases)
    func sharing(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
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
        try await LibraryWorkshop.with(engine) { shop in
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
            let row = try #require(try await shop.core.fileHashes.exact(hash)).object
            #expect(row.path != hash && !row.iv.isEmpty)
            // The one that was thought dead is too late.
            #expect(try await !shop.core.fileHashes.complete(broken))
        }
    }

    @Test("leaves no reservation when the object cannot be written", arguments: StoreEngine.allCases)
    func refusedObject(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
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
        try await LibraryWorkshop.with(engine) { shop in
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
        try await LibraryWorkshop.with(engine) { shop in
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
        try await LibraryWorkshop.with(engine) { shop in
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
        try await LibraryWorkshop.with(engine) { shop in
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
        try await LibraryWorkshop.with(engine) { shop in
            let kept = try await shop.add("kept")
            try await shop.use(kept)
            let id = try await shop.add("marked")
            try await shop.core.files.remove(id)
            try await shop.mark("marked")
            try await shop.mark("kept")
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
