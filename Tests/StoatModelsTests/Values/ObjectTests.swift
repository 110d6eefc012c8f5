import StoatModels
import Testing

@Suite("Object")
struct ObjectTests {
    @Test("keeps the order of its keys through changes")
    func order() {
        var object: Object = ["a": 1, "b": 2, "c": 3]
        object["b"] = 5
        object["a"] = nil
        object["d"] = 4
        #expect(object.keys == ["b", "c", "d"])
        #expect(object["b"] == 5)
    }

    @Test("finds nested values by path")
    func path() {
        let object: Object = ["_id": ["server": "S", "user": "U"], "n": 1]
        #expect(object[path: "_id.server"] == "S")
        #expect(object[path: "n"] == 1)
        #expect(object[path: "_id.none"] == nil)
        #expect(object[path: "n.x"] == nil)
    }

    @Test("reads integers of every width and moments of every encoding")
    func lenient() throws {
        let moment = Timestamp(milliseconds: 1_786_821_754_000)
        for value: Value in [
            .int(moment.milliseconds), .date(moment), .string("2026-08-15T19:22:34.000Z"), .double(1_786_821_754_000),
        ] {
            #expect(try (["t": value] as Object).timestamp("t") == moment)
        }
        for value: Value in [.int(7), .int32(7), .double(7)] {
            #expect(try (["n": value] as Object).integer("n") == 7)
        }
        #expect((["n": nil] as Object).optionalInteger("n") == nil)
        #expect(throws: DocumentError.self) { try (["n": 1.5] as Object).integer("n") }
        #expect(throws: DocumentError(path: "s", expected: "string")) { try ([:] as Object).string("s") }
    }
}
