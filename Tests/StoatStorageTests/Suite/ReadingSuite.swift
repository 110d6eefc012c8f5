import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Reading", .timeLimit(.minutes(4)))
struct ReadingSuite {
    @Test("keeps values, their order and 64-bit integers", arguments: engines)
    func values(engine: StoreEngine) async throws {
        let document: Object = [
            "_id": "x", "z": 1, "a": .int32(-7), "big": .int(.max), "small": .int(.min), "d": .double(0.1),
            "t": "tab\t\"q\" \u{1F600} \u{0}end", "yes": true, "no": false, "nothing": nil,
            "at": .date(Timestamp(milliseconds: 1_700_000_000_123)),
            "list": [1, "two", [3], ["k": .date(Timestamp(milliseconds: -1))]],
            "empty": [:], "none": [], "reactions": ["👍": ["u"]],
        ]
        try await engine.withStore(Things.all) { store in
            try await store.insert(document, into: Things.plain)
            let found = try #require(try await store.findOne(Things.plain, where: .equals("_id", "x")))
            #expect(found == document)
            #expect(found.keys == document.keys)
        }
    }

    @Test("sorts, limits, skips and picks fields", arguments: engines)
    func shapes(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(
                Things.plain,
                [["n": 3, "k": "a"], ["n": 1, "k": "b"], ["n": 2, "k": "a"], ["k": "b"]]
            )
            func ids(_ query: Query) async throws -> [String] {
                try await store.find(query).compactMap { $0["_id"]?.string }
            }
            #expect(try await ids(Query(Things.plain, sort: [.ascending("n")])) == ["4", "2", "3", "1"])
            #expect(
                try await ids(Query(Things.plain, sort: [.descending("k"), .descending("n")])) == ["2", "4", "1", "3"]
            )
            #expect(try await ids(Query(Things.plain, sort: [.descending("_id")], limit: 2, skip: 1)) == ["3", "2"])
            #expect(try await ids(Query(Things.plain, sort: [.ascending("_id")], skip: 3)) == ["4"])
            let picked = try await store.find(Query(Things.plain, where: .equals("n", 1), fields: ["k", "missing"]))
            #expect(picked == [["_id": "2", "k": "b"]])
            let bare = try await store.find(Query(Things.plain, where: .equals("n", 1), fields: []))
            #expect(bare == [["_id": "2"]])
        }
    }

    @Test("answers several queries in their order", arguments: engines)
    func several(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(Things.plain, (1...9).map { ["n": .int($0)] })
            func byID(_ id: String) -> Query { Query(Things.plain, where: .equals("_id", .string(id)), limit: 1) }
            let answers = try await store.find([
                byID("3"), byID("77"), Query(Things.plain, where: .compare("n", .greaterThan, 7)), byID("1"), byID("3"),
                Query(Collection("nowhere")),
            ])
            #expect(answers.map(\.count) == [1, 0, 2, 1, 1, 0])
            #expect(answers[0].first?["n"] == 3)
            #expect(answers[3].first?["n"] == 1)
            #expect(answers[4].first?["n"] == 3)
            #expect(try await store.find([]).isEmpty)
        }
    }

    @Test("returns more documents than one batch holds", arguments: engines)
    func many(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(
                Things.plain,
                (1...2500).map { ["n": .int($0), "text": .string(String(repeating: "x", count: 300))] }
            )
            #expect(try await store.find(Query(Things.plain)).count == 2500)
            #expect(try await store.find(Query(Things.plain, limit: 1500)).count == 1500)
        }
    }

    @Test("accepts every encoding of moments and numbers", arguments: engines)
    func encodings(engine: StoreEngine) async throws {
        let moment = Timestamp(milliseconds: 1_786_821_754_000)
        try await engine.withStore(Things.all) { store in
            try await store.fill(
                Things.plain,
                [
                    ["at": .int(moment.milliseconds), "n": .int32(7)], ["at": .string(moment.iso8601), "n": .int(7)],
                    ["at": .date(moment), "n": .double(7)],
                    ["at": "2026-08-15T21:22:34.000+02:00", "n": 7],
                    ["at": .double(Double(moment.milliseconds)), "n": 7],
                ]
            )
            for document in try await store.find(Query(Things.plain)) {
                #expect(try document.timestamp("at") == moment)
                #expect(try document.integer("n") == 7)
            }
        }
    }

    @Test("is counted", arguments: engines)
    func counting(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            let counts = try await OperationCounter.counting {
                async let one = store.find([Query(Things.plain), Query(Things.indexed)])
                async let two = store.write([.insert(Things.plain, ["_id": "1"]), .insert(Things.plain, ["_id": "2"])])
                _ = try await (one, two)
                _ = try await store.count(Things.plain, where: .all)
            }.counts
            #expect(counts.calls == 3)
            #expect(counts.queries == 3)
            #expect(counts.writes == 2)
            #expect(counts.collections.filter { $0 == "plain" }.count == 4)
        }
    }
}
