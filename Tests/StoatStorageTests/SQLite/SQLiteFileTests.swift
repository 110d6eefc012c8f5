import Foundation
import GRDB
import StoatModels
import TestSupport
import Testing

@testable import StoatStorage

@Suite("SQLite files", .timeLimit(.minutes(4)))
struct SQLiteFileTests {
    private func open(_ folder: TemporaryFolder) async throws -> SQLiteStore {
        try await SQLiteStore(path: folder.path + "/inner/stoat.sqlite", logger: .quiet)
    }

    @Test("keep what was written, in a private folder, synced at every commit")
    func reopening() async throws {
        let folder = try TemporaryFolder("sqlite")
        var store = try await open(folder)
        try await store.ensure(Things.all)
        try await store.insert(["_id": "1", "content": "hello", "members": ["a"]], into: Things.indexed)
        let synchronous = try await store.change("test", collection: "") { db in
            try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        #expect(synchronous == 2)
        await store.close()
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/inner")
        #expect(attributes[.posixPermissions] as? Int == 0o700)

        store = try await open(folder)
        #expect(try await store.ids(Things.indexed, .text("hello")) == ["1"])
        try await store.ensure(Things.all)
        #expect(try await store.ids(Things.indexed, .equals("members", "a")) == ["1"])
        await store.close()
    }

    @Test("are refused when a newer release or another program wrote them, or they are none")
    func foreign() async throws {
        for (setUp, words) in [
            ("PRAGMA user_version = 99", "newer release"),
            ("PRAGMA application_id = 7; CREATE TABLE x(y)", "another program"),
            ("CREATE TABLE x(y)", "another program"),
        ] {
            let folder = try TemporaryFolder("sqlite")
            let path = folder.path + "/stoat.sqlite"
            let queue = try DatabaseQueue(path: path)
            try await queue.write { db in try db.execute(sql: setUp) }
            try queue.close()
            let error = await #expect(throws: StorageError.self) { try await SQLiteStore(path: path, logger: .quiet) }
            #expect(error?.message.contains(words) == true)
        }
        let folder = try TemporaryFolder("sqlite")
        try Data("not a database, but long enough to look at".utf8).write(to: folder.url.appending(path: "x"))
        await #expect(throws: StorageError.self) { try await SQLiteStore(path: folder.path + "/x", logger: .quiet) }
        let error = await #expect(throws: StorageError.self) {
            try await SQLiteStore(path: folder.path + "/x/y/z", logger: .quiet)
        }
        #expect(error?.code == .unavailable)
    }

    @Test("get an index that was declared later or changed")
    func laterIndexes() async throws {
        let folder = try TemporaryFolder("sqlite")
        let store = try await open(folder)
        let before = Collection("things", indexes: [Index("i", on: .keys(["a"]))])
        let after = Collection(
            "things",
            indexes: [
                Index("i", on: .keys(["b"]), unique: true), Index("m", on: .elements("m")),
                Index("t", on: .text("t", within: "s")),
            ]
        )
        try await store.ensure([before])
        try await store.insert(["_id": "1", "b": 1, "m": ["x", "y"], "t": "some text", "s": "p"], into: before)
        try await store.ensure([after])
        #expect(try await store.ids(after, .equals("m", "y")) == ["1"])
        #expect(try await store.ids(after, .and([.text("text"), .equals("s", "p")])) == ["1"])
        let error = await #expect(throws: StorageError.self) {
            try await store.insert(["_id": "2", "b": 1], into: after)
        }
        #expect(error?.code == .duplicateKey)
        await store.close()
    }

    @Test("keep side tables in step when rows are renumbered")
    func vacuum() async throws {
        let folder = try TemporaryFolder("sqlite")
        let store = try await open(folder)
        try await store.ensure(Things.all)
        try await store.fill(
            Things.indexed,
            (1...20).map {
                ["name": .string("\($0)"), "members": [.string("u\($0)")], "content": .string("word\($0)")]
            }
        )
        try await store.write([.delete(Things.indexed, .compare("_id", .lessThan, "18"), scope: .all)])
        try await store.pool.vacuum()
        #expect(try await store.ids(Things.indexed, .equals("members", "u19")) == ["19"])
        #expect(try await store.ids(Things.indexed, .text("word20")) == ["20"])
        await store.close()
    }

    @Test("lose documents whose time has come")
    func expiry() async throws {
        let folder = try TemporaryFolder("sqlite")
        let store = try await open(folder)
        try await store.ensure([.auditLogs])
        let now = Timestamp.now
        try await store.fill(
            .auditLogs,
            [
                ["expires_at": .date(now.advanced(by: .seconds(-1)))],
                ["expires_at": .date(now.advanced(by: .seconds(60)))],
                ["expires_at": .int(1)], [:],
            ]
        )
        #expect(try await store.purgeExpired(before: now) == 1)
        #expect(try await store.ids(.auditLogs, .all) == ["2", "3", "4"])
        await store.close()
    }

    @Test("skip a document that cannot be read")
    func unreadable() async throws {
        let folder = try TemporaryFolder("sqlite")
        let store = try await open(folder)
        try await store.ensure([Things.plain])
        try await store.fill(Things.plain, [["a": 1], ["a": 2]])
        try await store.change("test", collection: "") { db in
            try db.execute(sql: "UPDATE plain SET doc = 'nonsense' WHERE id = '1'")
        }
        #expect(try await store.find(Query(Things.plain)) == [["_id": "2", "a": 2]])
        await store.close()
    }

    @Test("refuse keys that would end early, and paths that cannot be spelled", arguments: engines)
    func badKeys(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            for document in [["_id": "1", "a\u{0}b": 1], ["_id": "1", "x": ["y": [["z\u{0}": .date(.now)]]]]]
                as [Object]
            {
                let error = await #expect(throws: StorageError.self) {
                    try await store.insert(document, into: Things.plain)
                }
                #expect(error?.code == .failed)
            }
            let count = try await store.count(Things.plain, where: .all)
            #expect(count == 0)
        }
        try await StoreEngine.sqlite.withStore(Things.all) { store in
            await #expect(throws: StorageError.self) { try await store.ids(Things.plain, .equals("a\"b", 1)) }
        }
    }
}
