import StoatModels
import Testing

@testable import StoatStorage

@Suite("Updates in memory")
struct UpdateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let before: Object
        let update: Update
        let after: Object

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "set keeps the place of a key and creates parents",
            before: ["_id": "1", "a": 1, "b": 2],
            update: Update().set("a", 5).set("c.d", "x"),
            after: ["_id": "1", "a": 5, "b": 2, "c": ["d": "x"]]
        ),
        Case(
            name: "unset removes keys and ignores missing ones",
            before: ["a": ["b": 1, "c": 2], "d": 3],
            update: Update().unset("a.b").unset("d").unset("x.y").unset("a.c.z"),
            after: ["a": ["c": 2]]
        ),
        Case(
            name: "increment counts from nothing and keeps doubles",
            before: ["a": 1, "b": .int32(2), "c": .double(0.5)],
            update: Update().adding("a", .increment(-3)).adding("b", .increment(1)).adding("c", .increment(1))
                .adding("d", .increment(4)),
            after: ["a": -2, "b": 3, "c": 1.5, "d": 4]
        ),
        Case(
            name: "max raises only",
            before: ["a": "02", "b": "09"],
            update: Update().adding("a", .max("05")).adding("b", .max("05")).adding("c", .max("01")),
            after: ["a": "05", "b": "09", "c": "01"]
        ),
        Case(
            name: "push and addToSet create arrays",
            before: ["a": ["x"]],
            update: Update().adding("a", .push(["x", "y"])).adding("b", .push(["z"]))
                .adding("c", .addToSet(["q", "q"])),
            after: ["a": ["x", "x", "y"], "b": ["z"], "c": ["q"]]
        ),
        Case(
            name: "pushLast keeps the last elements only",
            before: ["a": ["x", "y"], "b": ["x"]],
            update: Update().adding("a", .pushLast(["z"], keeping: 2)).adding("b", .pushLast(["y"], keeping: 2))
                .adding("c", .pushLast(["x", "y", "z"], keeping: 2)),
            after: ["a": ["y", "z"], "b": ["x", "y"], "c": ["y", "z"]]
        ),
        Case(
            name: "pull removes equal elements, pullWhere those past a bound",
            before: ["a": ["x", "y", "x"], "b": ["01", "02", "03", 1]],
            update: Update().adding("a", .pull(["x", "q"])).adding("b", .pullWhere(.atMost, "02"))
                .adding("c", .pull(["x"])),
            after: ["a": ["y"], "b": ["03", 1]]
        ),
        Case(
            name: "pullMatching compares some members",
            before: ["r": [["_id": "1", "s": "F"], ["_id": "2", "s": "F"]]],
            update: Update().adding("r", .pullMatching(["_id": "1"])),
            after: ["r": [["_id": "2", "s": "F"]]]
        ),
        Case(
            name: "all elements of an array",
            before: ["c": [["ids": ["1", "2"]], ["ids": ["2"]]]],
            update: Update().adding("c.$[].ids", .pull(["2"])),
            after: ["c": [["ids": ["1"]], ["ids": []]]]
        ),
        Case(
            name: "one element of an array",
            before: ["c": [["a": 1], ["a": 2]]],
            update: Update().set("c.1.a", 3).unset("c.0"),
            after: ["c": [nil, ["a": 3]]]
        ),
        Case(
            name: "setOnInsert is not for existing documents",
            before: ["a": 1],
            update: Update().adding("b", .setOnInsert(1)),
            after: ["a": 1]
        ),
    ]

    @Test("do what MongoDB does", arguments: cases)
    func applies(to example: Case) throws {
        var document = example.before
        try example.update.apply(to: &document)
        #expect(document == example.after)
    }

    @Test(
        "that do not fit are refused",
        arguments: [
            Update().adding("text", .increment(1)), Update().adding("text", .push(["x"])),
            Update().adding("text", .pull(["x"])), Update().set("text.inner", 1), Update().set("none.inner", 1),
            Update().set("list.key", 1), Update().adding("missing.$[].x", .pull(["x"])), Update().set("a..b", 1),
            Update().adding("big", .increment(1)), Update().set("list.1000000", 1),
        ]
    )
    func refuses(update: Update) {
        var document: Object = ["text": "t", "none": nil, "list": [1], "big": .int(.max)]
        #expect(throws: UpdateMismatch.self) { try update.apply(to: &document) }
    }

    @Test("make the document of an upsert from the filter's equalities")
    func upsert() throws {
        let id: Value = ["channel": "c", "user": "u"]
        let filter = Filter.and([.equals("kind", "k"), .equals("_id", id), .compare("n", .lessThan, 3)])
        let update = Update().set("last_id", "9").adding("made", .setOnInsert(true))
        #expect(
            try update.newDocument(for: filter)
                == ["_id": id, "kind": "k", "last_id": "9", "made": true]
        )
        let generated = try #require(try Update().set("a", 1).newDocument(for: .all)["_id"]?.string)
        #expect(ULID(generated) != nil)
    }
}
