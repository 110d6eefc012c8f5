import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Filters", .timeLimit(.minutes(4)))
struct FilterSuite {
    struct Case: Sendable, CustomTestStringConvertible {
        let filter: Filter
        let ids: [String]

        init(_ filter: Filter, _ ids: String...) {
            self.filter = filter
            self.ids = ids
        }

        var testDescription: String { "\(filter)" }
    }

    static let documents: [Object] = [
        ["name": "Anna", "n": 1, "tags": ["a", "b"], "deep": ["x": ["y": "z"]], "flag": true],
        ["name": "anna", "n": .int32(2), "tags": [], "deep": ["x": nil], "list": [["k": "v", "n": 1], ["k": "w"]]],
        ["name": "Émile", "n": .double(3), "tags": nil, "gone": .date(Timestamp(milliseconds: 5000)), "flag": false],
        ["name": nil, "n": "3", "deep": [["x": ["y": "z"]]], "composite": ["a": 1, "b": "t"]],
        ["n": .int(1 << 60), "tags": ["c", 7, true], "name": "ANNA", "text": "a\"b'c\\d\n€"],
        ["n": .double(2.5), "flag": nil, "matrix": [[1, 2], [3]]],
    ]

    static let cases: [Case] = [
        Case(.all, "1", "2", "3", "4", "5", "6"),
        Case(.equals("name", "Anna"), "1"),
        Case(.equals("name", nil), "4", "6"),
        Case(.equals("n", 2), "2"),
        Case(.equals("n", .int32(3)), "3"),
        Case(.equals("n", .double(1)), "1"),
        Case(.equals("n", .int(1 << 60)), "5"),
        Case(.equals("n", .int((1 << 60) + 1))),
        Case(.equals("n", "3"), "4"),
        Case(.equals("flag", true), "1"),
        Case(.equals("flag", false), "3"),
        Case(.equals("flag", nil), "2", "4", "5", "6"),
        Case(.equals("tags", "a"), "1"),
        Case(.equals("tags", 7), "5"),
        Case(.equals("tags", true), "5"),
        Case(.equals("tags", ["a", "b"]), "1"),
        Case(.equals("tags", []), "2"),
        Case(.equals("deep.x.y", "z"), "1", "4"),
        Case(.equals("deep.x", nil), "2", "3", "5", "6"),
        Case(.equals("list.k", "w"), "2"),
        Case(.equals("composite", ["a": 1, "b": "t"]), "4"),
        Case(.equals("gone", .date(Timestamp(milliseconds: 5000))), "3"),
        Case(.equals("text", "a\"b'c\\d\n€"), "5"),
        Case(.equals("matrix", [3]), "6"),
        Case(.equals("_id", "3"), "3"),
        Case(.equals("missing.key", "x")),
        Case(.equalsIgnoringCase("name", "aNNa"), "1", "2", "5"),
        Case(.equalsIgnoringCase("name", "émile"), "3"),
        Case(.equalsIgnoringCase("name", "emile")),
        Case(.notEquals("name", "Anna"), "2", "3", "4", "5", "6"),
        Case(.notEquals("tags", "a"), "2", "3", "4", "5", "6"),
        Case(.notEquals("name", nil), "1", "2", "3", "5"),
        Case(.isIn("name", ["Anna", "anna"]), "1", "2"),
        Case(.isIn("name", ["Anna", nil]), "1", "4", "6"),
        Case(.isIn("name", [])),
        Case(.isIn("_id", ["2", "6", "9"]), "2", "6"),
        Case(.isIn("tags", ["b", 7]), "1", "5"),
        Case(.isIn("list.k", ["v"]), "2"),
        Case(.notIn("name", ["Anna", nil]), "2", "3", "5"),
        Case(.notIn("tags", ["b", 7]), "2", "3", "4", "6"),
        Case(.notIn("name", []), "1", "2", "3", "4", "5", "6"),
        Case(.compare("n", .lessThan, 3), "1", "2", "6"),
        Case(.compare("n", .atMost, 3), "1", "2", "3", "6"),
        Case(.compare("n", .greaterThan, .double(2.4)), "3", "5", "6"),
        Case(.compare("n", .atLeast, "1"), "4"),
        Case(.compare("n", .lessThan, "4"), "4"),
        Case(.compare("_id", .greaterThan, "4"), "5", "6"),
        Case(.compare("_id", .lessThan, "2"), "1"),
        Case(.compare("gone", .atMost, .date(Timestamp(milliseconds: 5000))), "3"),
        Case(.compare("gone", .lessThan, .date(Timestamp(milliseconds: 5000)))),
        Case(.exists("name", true), "1", "2", "3", "4", "5"),
        Case(.exists("name", false), "6"),
        Case(.exists("deep.x", true), "1", "2", "4"),
        Case(.containsAll("tags", ["a", "b"]), "1"),
        Case(.containsAll("tags", ["a", "c"])),
        Case(.containsAll("tags", [])),
        Case(.and([]), "1", "2", "3", "4", "5", "6"),
        Case(.or([])),
        Case(.and([.equals("tags", "a"), .equals("tags", "b")]), "1"),
        Case(.and([.compare("n", .atLeast, 1), .compare("n", .lessThan, 2)]), "1"),
        Case(.or([.equals("_id", "1"), .and([.exists("flag", true), .equals("flag", nil)])]), "1", "6"),
    ]

    @Test("mean the same everywhere", arguments: engines)
    func meaning(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(Things.plain, Self.documents)
            for example in Self.cases {
                let ids = try await store.ids(Things.plain, example.filter)
                #expect(ids == example.ids, "\(example.filter)")
                let count = try await store.count(Things.plain, where: example.filter)
                #expect(count == example.ids.count, "count of \(example.filter)")
            }
        }
    }

    static let indexedDocuments: [Object] = [
        ["name": "Zoë", "tag": "0001", "place": "p1", "members": ["u1", "u2"]],
        ["name": "zoë", "tag": "0002", "place": "p1", "members": ["u2"]],
        ["name": "Zoe", "tag": "0001", "place": "p2", "members": []],
        ["name": "max", "tag": "0001", "place": 7],
        ["name": "moritz", "tag": "0001"],
        ["_id": ["left": "l", "right": "r"], "name": "pair", "tag": "1"],
        ["_id": ["left": "l", "right": "s"], "name": "pair", "tag": "2"],
        ["_id": 42, "name": "number", "tag": "1"],
    ]

    static let indexedCases: [Case] = [
        Case(.equals("place", "p1"), "1", "2"),
        Case(.equals("place", 7), "4"),
        Case(.and([.equals("place", "p1"), .compare("_id", .greaterThan, "1")]), "2"),
        Case(.compare("place", .lessThan, "p2"), "1", "2"),
        Case(.isIn("place", ["p2", 7]), "3", "4"),
        Case(.and([.equals("place", nil), .compare("_id", .atLeast, "")]), "5"),
        Case(.notEquals("place", "p1"), "3", "4", "5"),
        Case(.equals("members", "u2"), "1", "2"),
        Case(.isIn("members", ["u1", "u9"]), "1"),
        Case(.containsAll("members", ["u1", "u2"]), "1"),
        Case(.notEquals("members", "u2"), "3", "4", "5"),
        Case(.equalsIgnoringCase("name", "ZOË"), "1", "2"),
        Case(.and([.equalsIgnoringCase("name", "zoe"), .equals("tag", "0001")]), "3"),
    ]

    @Test("mean the same on indexed paths", arguments: engines)
    func indexedMeaning(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(Things.indexed, Self.indexedDocuments)
            for example in Self.indexedCases {
                let ids = try await store.ids(Things.indexed, example.filter)
                #expect(ids == example.ids, "\(example.filter)")
            }
            let pairs = try await store.count(Things.indexed, where: .equals("_id.left", "l"))
            #expect(pairs == 2)
            let id: Value = ["left": "l", "right": "s"]
            #expect(try await store.findOne(Things.indexed, where: .equals("_id", id))?["tag"] == "2")
            #expect(try await store.count(Things.indexed, where: .isIn("_id", [id, 42, "4"])) == 3)
            #expect(try await store.count(Things.indexed, where: .equals("_id", ["right": "s", "left": "l"])) == 0)
        }
    }
}
