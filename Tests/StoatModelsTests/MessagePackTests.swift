import NIOCore
import StoatModels
import Testing

@Suite("MessagePack")
struct MessagePackTests {
    @Test(
        "integers take their shortest form",
        arguments: [
            (0, [0x00]), (127, [0x7F]), (128, [0xCC, 0x80]), (255, [0xCC, 0xFF]), (256, [0xCD, 0x01, 0x00]),
            (65_535, [0xCD, 0xFF, 0xFF]), (65_536, [0xCE, 0x00, 0x01, 0x00, 0x00]),
            (4_294_967_296, [0xCF, 0, 0, 0, 1, 0, 0, 0, 0]), (-1, [0xFF]), (-32, [0xE0]), (-33, [0xD0, 0xDF]),
            (-128, [0xD0, 0x80]), (-129, [0xD1, 0xFF, 0x7F]), (-32_769, [0xD2, 0xFF, 0xFF, 0x7F, 0xFF]),
            (-2_147_483_649, [0xD3, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]),
        ] as [(Int64, [UInt8])]
    )
    func integers(number: Int64, bytes: [UInt8]) throws {
        #expect(Array(encoded(.int(number)).readableBytesView) == bytes)
        #expect(try MessagePackReader.parse(ByteBuffer(bytes: bytes)) == .int(number))
    }

    @Test("trees survive a round trip with their key order")
    func roundTrip() throws {
        let long = String(repeating: "ä", count: 40_000)
        let tree: Value = [
            "type": "Message", "null": nil, "flags": [true, false], "real": 1.5,
            "texts": [
                "", .string(String(repeating: "a", count: 31)), .string(String(repeating: "b", count: 32)),
                .string(String(repeating: "c", count: 300)), .string(long),
            ],
            "many": .array((0..<20).map { .int($0) }),
            "wide": .object(Object((0..<17).map { ("key\($0)", .int($0)) })),
        ]
        let back = try MessagePackReader.parse(encoded(tree))
        #expect(back == tree)
        #expect(back.object?.keys == tree.object?.keys)
    }

    @Test("dates are milliseconds, whether they come as dates or as text")
    func dates() throws {
        let moment = try #require(Timestamp(iso8601: "2026-08-15T19:22:34.000Z"))
        let own = encoded(["edited": .date(moment)])
        let foreign = encoded(["edited": "2026-08-15T19:22:34.000Z"])
        #expect(own == foreign)
        #expect(try MessagePackReader.parse(own) == ["edited": .int(moment.milliseconds)])
        #expect(
            try MessagePackReader.parse(encoded(["content": "2026-08-15T19:22:34.000Z"])).object?["content"]
                == "2026-08-15T19:22:34.000Z"
        )
    }

    @Test(
        "hostile bytes are refused",
        arguments: [
            ([], .truncated), ([0xDB, 0xFF, 0xFF, 0xFF, 0xFF], .truncated),
            ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF], .truncated),
            ([0xDF, 0x7F, 0xFF, 0xFF, 0xFF, 0x00], .truncated), ([0x81, 0x01, 0x01], .malformed),
            ([0xA1, 0xFF], .malformed), ([0x00, 0x00], .trailingBytes), ([0xC4, 0x01, 0x00], .unsupported),
            ([0xC1], .unsupported), (Array(repeating: 0x91, count: 70) + [0x00], .tooDeep),
        ] as [([UInt8], MessagePackError)]
    )
    func hostile(bytes: [UInt8], expected: MessagePackError) {
        #expect(throws: expected) { try MessagePackReader.parse(ByteBuffer(bytes: bytes)) }
    }

    private func encoded(_ value: Value) -> ByteBuffer {
        var buffer = ByteBuffer()
        MessagePackWriter.write(value, to: &buffer)
        return buffer
    }
}
