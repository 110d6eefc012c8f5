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

    private func render(_ bytes: [UInt8]) throws -> String {
        // As its own array element: whatever is stored is shown as it is.
        let element = [0x04, 0x6C, 0] + withUnsafeBytes(of: Int32(bytes.count + 8).littleEndian, Array.init)
        let document = element + [0x03, 0x30, 0] + bytes + [0]
        let length = withUnsafeBytes(of: Int32(document.count + 5).littleEndian, Array.init)
        return try (length + document + [0]).withUnsafeBytes { whole in
            var renderer = BSONRenderer(RowRendering([.optional("l", .array)]))
            try renderer.add(whole)
            return String(buffer: renderer.finish().json)
        }
    }

    private func document(_ elements: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: Int32(elements.count + 5).littleEndian, Array.init) + elements + [0]
    }

    @Test("is rendered as its tree is written, whatever others have stored")
    func rendering() throws {
        let bad: [UInt8] = [3, 0, 0, 0, 0xC3, 0x28, 0]
        let parts: [[UInt8]] = [
            [0x07, 0x61, 0] + Array(1...12), [0x05, 0x62, 0, 2, 0, 0, 0, 0, 9, 9], [0x06, 0x63, 0], [0x0A, 0x64, 0],
            [0x0B, 0x65, 0, 0x61, 0, 0x69, 0], [0x11, 0x66, 0] + Array(1...8), [0x13, 0x67, 0] + Array(1...16),
            [0x02, 0x68, 0] + bad, [0x0E, 0x69, 0] + bad, [0x08, 0xFF, 0, 1], [0x08, 0x22, 0x01, 0, 0],
            [0x01, 0x6A, 0] + Array(repeating: 0xFF, count: 8), [0x09, 0x6B, 0] + Array(repeating: 0x80, count: 8),
        ]
        let bytes = document(parts.flatMap { $0 })
        let tree = try bytes.withUnsafeBytes { try BSONReader.decode($0) }
        #expect(try render(bytes) == #"[{"l":[\#(String(buffer: JSONWriter.encode(tree)))]}]"#)
    }

    @Test("that is damaged is not rendered past its end")
    func damagedRendering() throws {
        let whole = Array(
            try BSONWriter.encode(["_id": "text", "mentions": [1, 2], "reactions": ["k": ["x"]], "more": [:]])
                .readableBytesView
        )
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<4000 {
            var bytes = whole.prefix(Bool.random() ? whole.count : .random(in: whole.indices, using: &generator))
            if let place = bytes.indices.randomElement() { bytes[place] = .random(in: .min ... .max) }
            // Any outcome but a crash is right.
            try? Array(bytes).withUnsafeBytes { bytes in
                var renderer = BSONRenderer(Message.rendering)
                try renderer.add(bytes)
                _ = renderer.finish()
            }
        }
    }
}
