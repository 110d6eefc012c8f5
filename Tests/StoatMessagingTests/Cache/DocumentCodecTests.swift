import StoatModels
import Testing

@testable import StoatMessaging

@Suite("Form of cached documents", .tags(.messaging))
struct DocumentCodecTests {
    static let documents: [Object] = [
        [:],
        ["a": nil, "b": true, "c": false, "d": "", "e": "ü✓", "f": [], "g": [:]],
        ["min": .int(.min), "max": .int(.max), "zero": 0, "small": .int32(.min), "large": .int32(.max)],
        ["pi": 3.25, "nan": .double(-0.0), "at": .date(Timestamp(milliseconds: -1))],
        ["deep": [["x": [["y": "z"]]]]],
    ]

    @Test("is read back exactly", arguments: documents)
    func roundTrip(document: Object) throws {
        var bytes: [UInt8] = []
        DocumentCodec.encode(document, to: &bytes)
        let read = try bytes.withUnsafeBytes { try DocumentCodec.decode($0) }
        #expect(read == document)
        #expect(JSONWriter.encode(read) == JSONWriter.encode(document))
    }

    @Test("is refused when cut short or changed, never a crash")
    func corruption() {
        var bytes: [UInt8] = []
        DocumentCodec.encode(Self.documents[1], to: &bytes)
        for length in 0..<bytes.count {
            #expect(throws: DocumentCodec.Corruption.self) {
                try bytes.prefix(length).withUnsafeBytes { try DocumentCodec.decode($0) }
            }
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] = 0xFF
            // Any outcome but a crash will do.
            _ = changed.withUnsafeBytes { try? DocumentCodec.decode($0) }
        }
        let nested = [UInt8](repeating: 1, count: 1) + [0] + [UInt8](repeating: 8, count: 5000)
        #expect(throws: DocumentCodec.Corruption.self) { try nested.withUnsafeBytes { try DocumentCodec.decode($0) } }
    }
}
