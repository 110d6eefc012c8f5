import Foundation
import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Durability of SQLite", .timeLimit(.minutes(4)))
struct DurabilityTests {
    private static let variable = "STOAT_TEST_DURABILITY"

    @Test("kill -9 loses no acknowledged write")
    func killed() async throws {
        let folder = try TemporaryFolder("durability")
        setenv(Self.variable, folder.path, 1)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let folder = try #require(ProcessInfo.processInfo.environment["STOAT_TEST_DURABILITY"])
            let store = try await SQLiteStore(path: folder + "/stoat.sqlite", logger: .quiet)
            let collection = Collection("plain")
            try await store.ensure([collection])
            let log = open(folder + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            await withThrowingTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask {
                        for number in 0... {
                            let id = String(format: "%02d-%06d", writer, number)
                            try await store.insert(["_id": .string(id)], into: collection)
                            _ = write(log, id, 9)
                            if writer == 0, number == 200 { kill(getpid(), SIGKILL) }
                        }
                    }
                }
            }
        }
        let log = try #require(FileManager.default.contents(atPath: folder.path + "/acknowledged"))
        let acknowledged = stride(from: 0, to: log.count / 9 * 9, by: 9).map { start in
            String(decoding: log[start..<start + 9], as: UTF8.self)
        }
        #expect(acknowledged.count > 200)
        let store = try await SQLiteStore(path: folder.path + "/stoat.sqlite", logger: .quiet)
        let found = try await store.find(Query(Collection("plain"), fields: [])).compactMap { $0["_id"]?.string }
        await store.close()
        #expect(Set(acknowledged).isSubset(of: found))
    }
}
