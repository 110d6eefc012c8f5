import Foundation
import GRDB
import StoatModels
import Synchronization
import TestSupport
import Testing

@testable import StoatStorage

@Suite("Group commit", .timeLimit(.minutes(4)))
struct GroupCommitTests {
    private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
        try await StoreEngine.sqlite.withStore(Things.all) { store in
            try await body(#require(store as? SQLiteStore))
        }
    }

    @Test("lets each call of a group succeed or fail alone, in one transaction")
    func isolation() async throws {
        try await withStore { store in
            // While the gate holds the writer, everything else gathers into the next group.
            let gate = DispatchSemaphore(value: 0)
            let commits = store.writer.commitCount
            async let held: Void = store.change("hold", collection: "") { _ in gate.wait() }
            try await eventually("the writer is held") { store.writer.waitingCount == 0 && store.writer.isRunning }
            async let results = withTaskGroup(of: Bool.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        do {
                            try await store.write([
                                .insert(Things.plain, ["_id": .string("a\(index)")]),
                                .insert(Things.plain, ["_id": .string("b\(index % 50)")]),
                            ])
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try await eventually("all writes wait") { store.writer.waitingCount == 100 }
            gate.signal()
            try await held
            #expect(await results == 50)
            #expect(store.writer.commitCount == commits + 2)
            // A failed call leaves nothing of itself.
            #expect(try await store.count(Things.plain, where: .all) == 100)
        }
    }

    @Test("drops the write of a cancelled task that still waits")
    func cancellation() async throws {
        try await withStore { store in
            let gate = DispatchSemaphore(value: 0)
            async let held: Void = store.change("hold", collection: "") { _ in gate.wait() }
            try await eventually("the writer is held") { store.writer.waitingCount == 0 && store.writer.isRunning }
            let task = Task { try await store.insert(["_id": "dropped"], into: Things.plain) }
            try await eventually("the write waits") { store.writer.waitingCount == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            gate.signal()
            try await held
            try await store.insert(["_id": "kept"], into: Things.plain)
            #expect(try await store.ids(Things.plain, .all) == ["kept"])
        }
    }

    @Test("finishes what was accepted before closing")
    func closing() async throws {
        let folder = try TemporaryFolder("sqlite")
        let path = folder.path + "/stoat.sqlite"
        let store = try await SQLiteStore(path: path, logger: .quiet)
        try await store.ensure(Things.all)
        let writes = (0..<50).map { index in
            Task { try await store.insert(["_id": .string("\(index)")], into: Things.plain) }
        }
        try await eventually("some write is done") { try await store.count(Things.plain, where: .all) > 0 }
        await store.close()
        var accepted = 0
        for write in writes {
            do {
                try await write.value
                accepted += 1
            } catch let error as StorageError { #expect(error.code == .closed) }
        }
        let reopened = try await SQLiteStore(path: path, logger: .quiet)
        #expect(try await reopened.count(Things.plain, where: .all) == accepted)
        await reopened.close()
    }
}
