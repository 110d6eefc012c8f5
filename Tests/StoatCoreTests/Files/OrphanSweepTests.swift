import Foundation
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Objects that no file has", .timeLimit(.minutes(4)))
struct OrphanSweepTests {
    /// Puts files of these contents in and takes their rows away, as if they were lost.
    private static func lose(_ contents: [String], in shop: LibraryWorkshop) async throws {
        for content in contents { try await shop.core.files.remove(try await shop.add(content)) }
    }

    @Test("go after an hour, those of files stay", arguments: StoreEngine.allCases)
    func orphans(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            let kept = [try await shop.add("kept 1"), try await shop.add("kept 2")]
            for id in kept { try await shop.use(id) }
            try await Self.lose(["lost 1", "lost 2", "lost 3"], in: shop)
            let sweep = OrphanSweep(shop.library)
            #expect(try await sweep.step() == 0)
            shop.clock.pass(.seconds(3601))
            #expect(try await sweep.step() == 3)
            #expect(try await sweep.step() == 0)
            #expect(try await shop.counts() == [2, 2, 2])
            #expect(try await shop.read(kept[0]) == "kept 1")
            let back = try await shop.add("lost 1")
            try await shop.use(back)
            #expect(try await shop.read(back) == "lost 1", "uploaded anew")
        }
    }

    @Test("are found in small steps, from anywhere and around the end", arguments: StoreEngine.allCases)
    func steps(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            for number in 0..<12 { try await shop.use(try await shop.add("\(number) kept")) }
            try await Self.lose((0..<5).map { "\($0 * 3) lost" }, in: shop)
            shop.clock.pass(.seconds(3601))
            let sweep = OrphanSweep(shop.library)
            var removed = 0
            // 17 rows, four a step.
            for _ in 0..<6 { removed += try await sweep.step(4) }
            #expect(removed == 5)
            #expect(try await shop.counts() == [12, 12, 12])
        }
    }

    @Test("cost a fixed number of calls, however many there are", arguments: StoreEngine.allCases)
    func cost(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            for number in 0..<30 { try await shop.use(try await shop.add("\(number)")) }
            shop.clock.pass(.seconds(3601))
            let sweep = OrphanSweep(shop.library)
            let (_, counts) = try await OperationCounter.counting { try await sweep.step(20) }
            // At most two pages, and one question about all their rows.
            #expect(counts.calls <= 3 && counts.queries <= 22, "\(counts)")
        }
    }

    @Test("stay when there are so many that the database must be damaged", arguments: StoreEngine.allCases)
    func damage(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            for number in 0..<24 { _ = try await shop.add("file \(number)") }
            shop.clock.pass(.seconds(3601))
            // As in the middle of a restore.
            let rows = try await shop.core.store.find(Query(.attachments))
            try await shop.core.store.write([.delete(.attachments, .all, scope: .all)])
            let sweep = OrphanSweep(shop.library)
            #expect(try await sweep.step() == 0)
            #expect(try await shop.counts() == [0, 24, 24])
            for row in rows { try await shop.core.store.insert(row, into: .attachments) }
            #expect(try await sweep.step() == 0)
            #expect(try await shop.counts() == [24, 24, 24])
        }
    }

    @Test("of a migrated instance stay", arguments: StoreEngine.allCases)
    func migrated(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            let old: Object = [
                "_id": "ZkFrzBTH2tuMcsVGQ2hwmNUTyYgEaBzZaPjkQ6xeJt", "processed_hash": "x", "created_at": 1,
                "bucket_id": "attachments", "path": "x", "iv": "", "metadata": ["type": "File"],
                "content_type": "a/b", "size": 1,
            ]
            try await shop.core.store.insert(old, into: .attachmentHashes)
            #expect(try await OrphanSweep(shop.library).step() == 0)
            #expect(try await shop.core.store.count(.attachmentHashes, where: .all) == 1)
        }
    }

    @Test("do not arise from two processes that purge at once", arguments: StoreEngine.allCases)
    func processes(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            let purges = [FilePurge(shop.library), FilePurge(shop.neighbour.library)]
            for round in 0..<10 {
                let ids = [try await shop.add("pair \(round)"), try await shop.add("pair \(round)")]
                for id in ids { try await shop.use(id) }
                try await shop.discard(ids[0], ids[1])
                await withDiscardingTaskGroup { group in
                    for purge in purges { group.addTask { await purge.round(sweeps: false) } }
                }
                // What one left to the other goes in the next round.
                await purges[0].round(sweeps: false)
                #expect(try await shop.counts() == [0, 0, 0], "round \(round)")
            }
        }
    }

    @Test("lose against an upload of their content, whoever sweeps", arguments: StoreEngine.allCases)
    func race(engine: StoreEngine) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            let sweeps = [OrphanSweep(shop.library), OrphanSweep(shop.neighbour.library)]
            for round in 0..<12 {
                let content = "race \(round)"
                try await Self.lose([content], in: shop)
                shop.clock.pass(.seconds(3601))
                async let one = sweeps[0].step()
                async let other = sweeps[1].step()
                let id = try await shop.neighbour.add(content)
                _ = try await (one, other)
                try await shop.use(id)
                #expect(try await shop.read(id) == content)
            }
            #expect(try await shop.counts() == [12, 12, 12])
        }
    }

    @Test("an upload ends the purge of a process that is gone", arguments: StoreEngine.allCases, [true, false])
    func abandonedPurge(engine: StoreEngine, isObjectGone: Bool) async throws {
        try await LibraryWorkshop.with(engine) { shop in
            try await Self.lose(["content"], in: shop)
            try await shop.mark("content")
            let row = try #require(try await shop.core.fileHashes.exact(hash("content")))
            if isObjectGone { try await shop.blobs.delete(row.object.key) }
            shop.clock.pass(.seconds(121))
            let id = try await shop.add("content")
            try await shop.use(id)
            #expect(try await shop.read(id) == "content")
            // Whoever set the mark comes too late.
            try await shop.blobs.delete(row.object.key)
            try await shop.core.fileHashes.remove(row)
            #expect(try await shop.read(id) == "content")
            #expect(try await shop.counts() == [1, 1, 1])
        }
    }
}
