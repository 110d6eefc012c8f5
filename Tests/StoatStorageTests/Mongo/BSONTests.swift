import NIOCore
import StoatModels
import Testing

@testable import StoatStorage

@Suite("BSON")
struct BSONTests {
    private func decode(_ elements: [UInt8]) throws -> Object {
        let length = withUnsafeBytes(of: Int32(elements.count + 5).littleEndian, Array.init)
        return try (length + elements + [0]).withUnsafeBytes { try BSONReader.decode($0) }
    }

    @Test("keeps every kind of value with its width and order")
    func roundTrip() throws {
        let object: Object = [
            "z": .int32(-1), "a": .int(.min), "d": .double(.infinity), "s": "né\u{0}l", "b": true, "n": nil,
            "t": .date(Timestamp(milliseconds: -5)), "l": [1, [2, ["k": "v"]]], "o": [:], "": "empty key",
        ]
        let decoded = try BSONWriter.encode(object).withUnsafeReadableBytes { try BSONReader.decode($0) }
        #expect(decoded == object)
        #expect(decoded.keys == object.keys)
        guard case .int32? = decoded["z"], case .int? = decoded["a"] else {
            Issue.record("the widths of integers changed")
            return
        }
    }

    @Test("reads kinds that others have written")
    func foreignKinds() throws {
        func name(_ type: UInt8) -> [UInt8] { [type, 0x78, 0] }
        let word: [UInt8] = [3, 0, 0, 0, 0x68, 0x69, 0]
        let cases: [([UInt8], Value)] = [
            (name(0x07) + Array(1...12), "0102030405060708090a0b0c"),
            (name(0x05) + [2, 0, 0, 0, 0, 9, 9], nil),
            (name(0x06), nil), (name(0x0A), nil), (name(0xFF), nil), (name(0x7F), nil),
            (name(0x0B) + [0x61, 0, 0x69, 0], nil),
            (name(0x0C) + word + Array(1...12), nil),
            (name(0x0D) + word, nil), (name(0x0E) + word, "hi"),
            (name(0x0F) + [16, 0, 0, 0] + word + [5, 0, 0, 0, 0], nil),
            (name(0x11) + Array(1...8), nil), (name(0x13) + Array(1...16), nil),
        ]
        for (bytes, value) in cases {
            // A second element shows that the reader went exactly to the end of the first.
            let object = try decode(bytes + [0x08, 0x79, 0, 1])
            #expect(object == ["x": value, "y": true], "type \(bytes[0])")
        }
    }

    @Test("throws on damaged bytes instead of reading past them")
    func damaged() throws {
        let whole = try BSONWriter.encode(["a": "text", "l": [1, 2], "o": ["k": .double(1)]]).readableBytesView
        for length in 0..<whole.count {
            let cut = Array(whole.prefix(length))
            #expect(throws: StorageError.self) { try cut.withUnsafeBytes { try BSONReader.decode($0) } }
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = Array(whole)
            bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
            // Any outcome but a crash is right.
            _ = try? bytes.withUnsafeBytes { try BSONReader.decode($0) }
        }
    }
}
