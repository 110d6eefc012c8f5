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
        "escapes at every place of a string",
        arguments: ["\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{7f}", " ", "é", "😀"]
    )
    func places(piece: String) throws {
        for length in 0...20 {
            for place in 0...length {
                let plain = String(repeating: "x", count: length)
                let string = String(plain.prefix(place)) + piece + String(plain.dropFirst(place))
                let written = text([.string(string), 1])
                #expect(try JSONParser.parse(written) == [.string(string), 1])
            }
        }
    }

    @Test("grows with what is written", arguments: [1, 63, 64, 65, 5000])
    func growth(length: Int) throws {
        let long = String(repeating: "\"é", count: length)
        let value: Value = .array((0..<50).map { .object([long: .string(long), "n": .int($0)]) })
        #expect(try JSONParser.parse(String(buffer: JSONWriter.encode(value, sizeHint: 0))) == value)
    }

    @Test("takes back what was written last")
    func truncation() {
        var text = JSONText(capacity: 0)
        text.append("kept")
        let kept = text.count
        text.append(key: "dropped", isFirst: false)
        text.truncate(to: kept)
        text.append(key: "k", isFirst: false)
        text.append(Timestamp(milliseconds: .min))
        text.append(punctuation: ",")
        text.append(Timestamp(milliseconds: .max))
        #expect(String(buffer: text.buffer).hasPrefix(#""kept","k":"0000-"#))
        #expect(String(buffer: text.buffer).contains(#","9999-"#))
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
