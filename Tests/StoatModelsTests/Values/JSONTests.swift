import NIOCore
import StoatModels
import Testing

@Suite("JSON")
struct JSONTests {
    private func text(_ value: Value) -> String { String(buffer: JSONWriter.encode(value)) }

    @Test(
        "writes values compactly",
        arguments: [
            (.null, "null"), (true, "true"), (0, "0"), (-7, "-7"), (.int(.max), "9223372036854775807"),
            (.int(.min), "-9223372036854775808"), (.int32(12), "12"), (0.5, "0.5"), (.double(.nan), "null"),
            ("a\"b\\c\n\r\t\u{1}ü😀", "\"a\\\"b\\\\c\\n\\r\\t\\u0001ü😀\""), ([1, "x", [:]], "[1,\"x\",{}]"),
            (.date(Timestamp(milliseconds: 0)), "\"1970-01-01T00:00:00.000Z\""),
            (["type": "A", "_id": "B"], "{\"type\":\"A\",\"_id\":\"B\"}"),
        ] as [(Value, String)]
    )
    func writes(value: Value, expected: String) {
        #expect(text(value) == expected)
    }

    @Test(
        "reads what it writes, key order kept",
        arguments: [
            #"{"b":1,"a":[true,null,"x\u0000y",-5,0.25],"c":{"z":{},"y":[]}}"#, #""text""#, "9223372036854775807", "[]",
            #"{"emoji":"😀","escaped":"A"}"#,
        ]
    )
    func roundTrip(json: String) throws {
        let value = try JSONParser.parse(json)
        #expect(try JSONParser.parse(text(value)) == value)
        if json.first == "{" { #expect(try value.object?.keys == JSONParser.parse(text(value)).object?.keys) }
    }

    @Test("refuses what is not one JSON value", arguments: ["", "{", "{} x", "{'a':1}", "[1,]", "nul", "\u{feff}"])
    func refuses(json: String) {
        #expect(throws: JSONParseError.self) { try JSONParser.parse(json) }
    }

    @Test("bounds nesting instead of overflowing the stack")
    func depth() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONParseError.self) { try JSONParser.parse(deep) }
    }
}
