import StoatModels
import TestSupport
import Testing

@testable import StoatStorage

@Suite("Preparing a database", .timeLimit(.minutes(3)))
struct SchemaTests {
    @Test("declares every collection once")
    func declarations() {
        #expect(Schema.all.count == 27)
        #expect(Set(Schema.all.map(\.name)).count == 27)
    }

    @Test("initialises an empty one, and again without effect", arguments: engines)
    func empty(engine: StoreEngine) async throws {
        try await engine.withStore([]) { store in
            for _ in 0..<2 { try await Schema.prepare(store, logger: .quiet) }
            let markers = try await store.find(Query(.migrations))
            #expect(markers == [["_id": .int32(0), "revision": .int32(52)]])
            #expect(try await store.hasCollections())
            #expect(try await store.count(SchemaLock.collection, where: .all) == 0)
        }
    }

    @Test("lets one process at a time do it", arguments: engines)
    func concurrent(engine: StoreEngine) async throws {
        try await engine.withStore([]) { store in
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 { group.addTask { try await Schema.prepare(store, logger: .quiet) } }
                try await group.waitForAll()
            }
            #expect(try await store.count(.migrations, where: .all) == 1)
        }
    }

    @Test("gives up on a lock that is held, takes over one that has expired", arguments: engines)
    func lock(engine: StoreEngine) async throws {
        try await engine.withStore([]) { store in
            func hold(until: Timestamp) async throws {
                try await store.write([
                    .replace(
                        SchemaLock.collection,
                        ["_id": "schema", "owner": "other", "expires": .int(until.milliseconds)]
                    )
                ])
            }
            try await hold(until: .now.advanced(by: .seconds(60)))
            await #expect(throws: SchemaError.busy) {
                try await Schema.prepare(store, logger: .quiet, patience: .milliseconds(200))
            }
            try await hold(until: .now.advanced(by: .seconds(-1)))
            try await Schema.prepare(store, logger: .quiet, patience: .milliseconds(200))
        }
    }

    @Test("refuses an old revision, data without a marker and an unreadable marker", arguments: engines)
    func refusals(engine: StoreEngine) async throws {
        try await engine.withStore([.users]) { store in
            await #expect(throws: SchemaError.markerMissing) { try await Schema.prepare(store, logger: .quiet) }
            for revision in [26, 49] as [Int32] {
                try await store.write([.replace(.migrations, ["_id": .int32(0), "revision": .int32(revision)])])
                await #expect(throws: SchemaError.tooOld(revision: Int64(revision))) {
                    try await Schema.prepare(store, logger: .quiet)
                }
            }
            try await store.write([.replace(.migrations, ["_id": .int32(0), "revision": "new"])])
            await #expect(throws: SchemaError.markerUnreadable) { try await Schema.prepare(store, logger: .quiet) }
            #expect("\(SchemaError.tooOld(revision: 26))".contains("revision 26"))
        }
    }

    @Test("accepts the current and newer revisions as they are", arguments: engines, [52, 57] as [Int32])
    func current(engine: StoreEngine, revision: Int32) async throws {
        try await engine.withStore([.migrations]) { store in
            try await store.insert(["_id": .int32(0), "revision": .int32(revision)], into: .migrations)
            try await Schema.prepare(store, logger: .quiet)
            #expect(try await store.findOne(.migrations, where: .all)?["revision"] == .int32(revision))
            // The guide for operators names the old collection: its codes count whatever the revision.
            try await store.insert(["_id": "LATE"], into: Schema.legacyInvites)
            try await Schema.prepare(store, logger: .quiet)
            #expect(try await store.ids(.accountInvites, .all) == ["LATE"])
        }
    }

    @Test("takes over revisions 50 and 51", arguments: engines, [50, 51] as [Int32])
    func takeover(engine: StoreEngine, revision: Int32) async throws {
        try await engine.withStore([.users, .accountInvites]) { store in
            try await store.write([
                .insert(.migrations, ["_id": .int32(0), "revision": .int32(revision)]),
                .insert(Schema.legacyInvites, ["_id": "OLD"]),
                .insert(Schema.legacyInvites, ["_id": "BOTH"]),
                .insert(.accountInvites, ["_id": "BOTH", "used": true, "claimed_by": "someone"]),
            ])
            try await Schema.prepare(store, logger: .quiet)
            #expect(try await store.find(Query(.migrations)) == [["_id": .int32(0), "revision": .int32(52)]])
            #expect(try await store.ids(.accountInvites, .all) == ["BOTH", "OLD"])
            #expect(try await store.findOne(.accountInvites, where: .equals("_id", "BOTH"))?["used"] == true)
            #expect(try await store.count(Schema.legacyInvites, where: .all) == 2)
        }
    }

    @Test("survives an optional index that cannot be built, not a required one", arguments: engines)
    func indexes(engine: StoreEngine) async throws {
        try await engine.withStore([]) { store in
            let bare = Collection("bots")
            try await store.write([
                .insert(bare, ["_id": "1", "token": "same", "owner": "o"]),
                .insert(bare, ["_id": "2", "token": "same"]),
            ])
            try await store.ensure([.bots])
            #expect(try await store.ids(.bots, .equals("owner", "o")) == ["1"])
            let bareSessions = Collection("sessions")
            try await store.write([
                .insert(bareSessions, ["_id": "1", "token": "same"]),
                .insert(bareSessions, ["_id": "2", "token": "same"]),
            ])
            await #expect(throws: StorageError.self) { try await store.ensure([.sessions]) }
        }
    }
}
