import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("MongoDB that fails", .timeLimit(.minutes(3)))
struct MongoFaultTests {
    @Test("is unavailable quickly, and used again once it is back")
    func restart() async throws {
        let server = try await MongoServer.start()
        let store = try await server.store("revolt")
        try await store.insert(["_id": "1"], into: Things.plain)
        server.kill()
        let clock = ContinuousClock()
        for _ in 0..<2 {
            let start = clock.now
            let error = await #expect(throws: StorageError.self) {
                try await store.insert(["_id": "2"], into: Things.plain)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.isRetriable == true)
            #expect(clock.now - start < .seconds(6))
        }
        try await server.start()
        try await eventually("the store works again") {
            do {
                try await store.write([.replace(Things.plain, ["_id": "2"])])
                return true
            } catch let error as StorageError where error.isRetriable { return false }
        }
        #expect(try await store.ids(Things.plain, .all) == ["1", "2"])
        await store.close()
        server.kill()
    }

    @Test("does not keep callers when it answers no more")
    func frozen() async throws {
        let server = try await MongoServer.start()
        let store = try await server.store("revolt")
        try await store.ping()
        server.freeze()
        let start = ContinuousClock().now
        let error = await #expect(throws: StorageError.self) { try await store.find(Query(Things.plain)) }
        #expect(error?.code == .unavailable)
        #expect(ContinuousClock().now - start < .seconds(14))
        server.thaw()
        try await eventually("the store works again") { (try? await store.ping()) != nil }
        await store.close()
        server.kill()
    }

    @Test("that acknowledged a write keeps it through a kill")
    func killed() async throws {
        let server = try await MongoServer.start()
        let store = try await server.store("revolt")
        let acknowledged = await withTaskGroup(of: [String].self) { group in
            for writer in 0..<4 {
                group.addTask {
                    var ids: [String] = []
                    for number in 0... {
                        let id = "\(writer)-\(number)"
                        if writer == 0, number == 100 { server.kill() }
                        do { try await store.insert(["_id": .string(id)], into: Things.plain) } catch { break }
                        ids.append(id)
                    }
                    return ids
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(acknowledged.count >= 100)
        try await server.start()
        let found = try await store.ids(Things.plain, .all)
        #expect(Set(acknowledged).isSubset(of: found))
        await store.close()
        server.kill()
    }

    @Test("works as a standalone server too")
    func standalone() async throws {
        let server = try await MongoServer.start(asReplicaSet: false)
        let store = try await server.store("revolt")
        try await Schema.prepare(store, logger: .quiet)
        try await store.insert(["_id": "1"], into: Things.plain)
        #expect(try await store.findAndDelete(Things.plain, where: .equals("_id", "1")) != nil)
        await store.close()
        server.kill()
    }

    @Test("says what is wrong with a URL, a password and an address")
    func connecting() async throws {
        let server = try await MongoServer.shared.value
        func code(_ url: String) async -> StorageError.Code? {
            await #expect(throws: StorageError.self) { try await MongoStore(url: url, logger: .quiet) }?.code
        }
        #expect(await code("mongodb://someone:wrong@127.0.0.1:\(server.port)/?directConnection=true") == .unauthorized)
        #expect(await code("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300") == .unavailable)
        #expect(await code("http://127.0.0.1") == .failed)
        #expect(await code("mongodb://") == .failed)
    }
}
