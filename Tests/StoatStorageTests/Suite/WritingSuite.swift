import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Writing", .timeLimit(.minutes(4)))
struct WritingSuite {
    @Test("refuses taken keys", arguments: engines)
    func duplicates(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.insert(["_id": "1", "name": "Straße", "tag": "0001"], into: Things.indexed)
            func expectDuplicate(_ write: Write) async {
                let error = await #expect(throws: StorageError.self) { try await store.write([write]) }
                #expect(error?.code == .duplicateKey)
                #expect(error?.collection == "indexed")
            }
            await expectDuplicate(.insert(Things.indexed, ["_id": "1", "name": "other", "tag": "1"]))
            await expectDuplicate(.insert(Things.indexed, ["_id": "2", "name": "STRAßE", "tag": "0001"]))
            try await store.insert(["_id": "3", "name": "STRAßE", "tag": "0002"], into: Things.indexed)
            await expectDuplicate(
                .update(Things.indexed, .equals("_id", "3"), Update().set("tag", "0001"))
            )
            await expectDuplicate(
                .update(
                    Things.indexed,
                    .equals("_id", "4"),
                    Update().set("name", "straße").set("tag", "0001"),
                    upsert: true
                )
            )
            await expectDuplicate(.replace(Things.indexed, ["_id": "3", "name": "straße", "tag": "0001"]))
            #expect(try await store.ids(Things.indexed, .all) == ["1", "3"])
        }
    }

    @Test("updates one or all matches and says how many", arguments: engines)
    func updates(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(Things.plain, (1...4).map { ["n": .int($0), "keep": "me"] })
            let all = try await store.write([
                .update(Things.plain, .compare("n", .greaterThan, 2), Update().set("hit", true), scope: .all)
            ])
            #expect(all == WriteResult(matched: 2))
            #expect(try await store.ids(Things.plain, .equals("hit", true)) == ["3", "4"])
            #expect(try await store.updateOne(Things.plain, where: .equals("n", 1), Update().unset("keep").set("n", 9)))
            #expect(try await store.findOne(Things.plain, where: .equals("_id", "1")) == ["_id": "1", "n": 9])
            #expect(try await store.updateOne(Things.plain, where: .equals("n", 77), Update().set("a", 1)) == false)
            #expect(try await store.updateOne(Things.plain, where: .equals("n", 2), Update()))
            let one = try await store.write([.update(Things.plain, .all, Update().adding("n", .increment(100)))])
            #expect(one.matched == 1)
            #expect(try await store.count(Things.plain, where: .compare("n", .greaterThan, 99)) == 1)
        }
    }

    @Test("changes arrays and nested values alike", arguments: engines)
    func changes(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            for example in UpdateTests.cases {
                var before: Object = ["_id": .string(example.name)]
                for entry in example.before where entry.key != "_id" { before.append(entry.key, entry.value) }
                var after: Object = ["_id": .string(example.name)]
                for entry in example.after where entry.key != "_id" { after.append(entry.key, entry.value) }
                try await store.insert(before, into: Things.plain)
                let filter = Filter.equals("_id", .string(example.name))
                try await store.updateOne(Things.plain, where: filter, example.update)
                let found = try #require(try await store.findOne(Things.plain, where: filter))
                #expect(found.hasSameMembers(as: after), "\(example.name)")
            }
        }
    }

    @Test("upserts from equalities and the update", arguments: engines)
    func upserts(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            let id: Value = ["channel": "c", "user": "u"]
            let update = Update().set("last_id", "5").adding("mentions", .pullWhere(.atMost, "5"))
                .adding("made", .setOnInsert(true))
            let write = Write.update(Things.plain, .equals("_id", id), update, upsert: true)
            #expect(try await store.write([write]) == WriteResult(upserted: 1))
            #expect(try await store.write([write]) == WriteResult(matched: 1))
            let found = try #require(try await store.findOne(Things.plain, where: .equals("_id", id)))
            #expect(found["last_id"] == "5")
            #expect(found["made"] == true)
            #expect(found["_id"] == id)
            let anonymous = Write.update(Things.plain, .equals("kind", "k"), Update().set("a", 1), upsert: true)
            #expect(try await store.write([anonymous]).upserted == 1)
            let made = try #require(try await store.findOne(Things.plain, where: .equals("kind", "k")))
            #expect(made["_id"]?.string.flatMap { ULID($0) } != nil)
            let empty = Write.update(Things.plain, .equals("_id", "e"), Update(), upsert: true)
            #expect(try await store.write([empty]).upserted == 1)
        }
    }

    @Test("replaces whole documents", arguments: engines)
    func replaces(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            let added = try await store.write([.replace(Things.plain, ["_id": "1", "a": 1])])
            #expect(added == WriteResult(upserted: 1))
            let replaced = try await store.write([.replace(Things.plain, ["_id": "1", "b": 2])])
            #expect(replaced == WriteResult(matched: 1))
            #expect(try await store.find(Query(Things.plain)) == [["_id": "1", "b": 2]])
        }
    }

    @Test("deletes one or all matches", arguments: engines)
    func deletes(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(
                Things.indexed,
                (1...6).map { ["name": .string("\($0)"), "members": ["u"], "content": "word"] }
            )
            #expect(try await store.deleteOne(Things.indexed, where: .equals("_id", "2")))
            #expect(try await store.deleteOne(Things.indexed, where: .equals("_id", "2")) == false)
            let result = try await store.write([.delete(Things.indexed, .isIn("_id", ["3", "4", "2"]), scope: .all)])
            #expect(result.matched == 2)
            #expect(try await store.ids(Things.indexed, .equals("members", "u")) == ["1", "5", "6"])
            #expect(try await store.ids(Things.indexed, .text("word")) == ["1", "5", "6"])
            #expect(try await store.findAndDelete(Things.indexed, where: .equals("_id", "1"))?["name"] == "1")
            #expect(try await store.findAndDelete(Things.indexed, where: .equals("_id", "1")) == nil)
        }
    }

    @Test("finds and updates atomically", arguments: engines)
    func findAndUpdate(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.insert(["_id": "1", "n": 0], into: Things.plain)
            let increment = Update().adding("n", .increment(1))
            func run(_ id: String, upsert: Bool, _ returning: ReturnedDocument) async throws -> Object? {
                try await store.findAndUpdate(
                    Things.plain,
                    where: .equals("_id", .string(id)),
                    increment,
                    upsert: upsert,
                    returning: returning
                )
            }
            #expect(try await run("1", upsert: false, .before)?["n"] == 0)
            #expect(try await run("1", upsert: false, .after)?["n"] == 2)
            #expect(try await run("2", upsert: false, .after) == nil)
            #expect(try await run("2", upsert: true, .before) == nil)
            #expect(try await run("3", upsert: true, .after)?["n"] == 1)
            let values = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for _ in 0..<50 { group.addTask { try await run("1", upsert: false, .after)?["n"]?.integer } }
                return try await group.reduce(into: Set<Int64>()) { if let value = $1 { $0.insert(value) } }
            }
            #expect(values.count == 50)
        }
    }

    @Test("stops at the first failure of a list", arguments: engines)
    func order(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.insert(["_id": "taken"], into: Things.plain)
            await #expect(throws: StorageError.self) {
                try await store.write([
                    .insert(Things.indexed, ["_id": "a"]), .insert(Things.plain, ["_id": "taken"]),
                    .insert(Things.plain, ["_id": "after"]),
                ])
            }
            #expect(try await store.count(Things.plain, where: .equals("_id", "after")) == 0)
        }
    }

    @Test("reports what does not fit", arguments: engines)
    func mismatch(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.insert(["_id": "1", "text": "t"], into: Things.plain)
            for update in [Update().adding("text", .push(["x"])), Update().set("_id", "2"), Update().set("text.a", 1)] {
                let error = await #expect(throws: StorageError.self) {
                    try await store.updateOne(Things.plain, where: .equals("_id", "1"), update)
                }
                #expect(error?.code == .failed)
            }
            let unnamed = await #expect(throws: StorageError.self) {
                try await store.insert(["a": 1], into: Things.plain)
            }
            #expect(unnamed?.code == .failed)
            #expect(try await store.find(Query(Things.plain)) == [["_id": "1", "text": "t"]])
        }
    }

    @Test("makes collections that nobody declared", arguments: engines)
    func undeclared(engine: StoreEngine) async throws {
        try await engine.withStore([]) { store in
            #expect(try await store.hasCollections() == false)
            #expect(try await store.find(Query(.users)).isEmpty)
            #expect(try await store.count(.users, where: .all) == 0)
            try await store.insert(["_id": "1"], into: .users)
            #expect(try await store.count(.users, where: .all) == 1)
            #expect(try await store.hasCollections())
        }
    }

    @Test("works for many at once and after closing for none", arguments: engines)
    func concurrency(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            await withThrowingTaskGroup { group in
                for index in 0..<200 {
                    group.addTask { try await store.insert(["_id": .string("\(index % 150)")], into: Things.plain) }
                }
                var failures = 0
                while let result = await group.nextResult() {
                    if case .failure(let error as StorageError) = result, error.code == .duplicateKey { failures += 1 }
                }
                #expect(failures == 50)
            }
            let count = try await store.count(Things.plain, where: .all)
            #expect(count == 150)
            await store.close()
            let error = await #expect(throws: StorageError.self) { try await store.ping() }
            #expect(error?.code == .closed)
            let refused = await #expect(throws: StorageError.self) {
                try await store.insert(["_id": "z"], into: Things.plain)
            }
            #expect(refused?.code == .closed)
        }
    }
}
