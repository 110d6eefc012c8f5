import NIOCore
import TestSupport
import Testing

@testable import Autumn

/// Forms that are made up, and forms that were damaged on the way.
///
/// `STOAT_FUZZ_SECONDS` makes this run for that long; see ``FuzzRun``.
@Suite("Made-up and damaged forms", .timeLimit(.minutes(30)))
struct MultipartFuzzTests {
    struct Part: Equatable {
        var head: MultipartReader.PartHead
        var content: [UInt8] = []
        var isWhole = false
    }

    /// All that a reader said.
    struct Outcome: Equatable {
        var parts: [Part] = []
        var isFinished = false
        var reason: String?
        var mostHeld = 0

        static func == (one: Outcome, other: Outcome) -> Bool {
            one.parts == other.parts && one.isFinished == other.isFinished && one.reason == other.reason
        }
    }

    private static let words: [[UInt8]] =
        [
            "\r\n", "\n", "\r", "--", "\r\n--", "\r\n\r\n", ":", ";", "\"", "\\", "=", " ", "\t", "\0", "é", "😀",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a\"", "content-disposition:",
            "filename*=utf-8''a",
            "name=file", "Content-Type: x/y\r\n", "\u{202E}", "../", "CON",
        ].map { Array($0.utf8) } + [[0xC3], [0xF0, 0x9F], [0xFF]]

    @Test("are read the same in any pieces, and whole when they are")
    func forms() async throws {
        let run = FuzzRun("multipart")
        try await run.run(rounds: 500) { round, random in
            let boundary = Self.boundary(&random)
            let type = "multipart/form-data; boundary=\"\(boundary)\""
            let (body, parts) = Self.form(boundary, &random)
            let read = Self.read(body, type, pieces: nil, &random)
            #expect(read.parts == parts && read.isFinished && read.reason == nil, "\(run.place(round))")
            #expect(Self.read(body, type, pieces: 40, &random) == read, "\(run.place(round)), in pieces")

            let words = Self.words + [Array("\r\n--\(boundary)".utf8), Array("--\(boundary)--\r\n".utf8)]
            let damaged = Damage.changed(body, with: body, words: words, most: 10, &random)
            let whole = Self.read(damaged, type, pieces: nil, &random)
            #expect(whole.parts.reduce(0) { $0 + $1.content.count } <= damaged.count, "\(run.place(round))")
            for part in whole.parts { Self.check(part.head.filename, run.place(round)) }
            let largest = [1, 2, 7, 80, 3000].randomElement(using: &random) ?? 1
            let cut = Self.read(damaged, type, pieces: largest, &random)
            #expect(cut == whole, "\(run.place(round)), damaged, in pieces of up to \(largest)")
            #expect(cut.mostHeld <= MultipartReader.maxHeadBytes + 80 + largest, "\(run.place(round))")
        }
    }

    private static func check(_ sent: String?, _ place: String) {
        let name = FileName.clean(sent)
        #expect(name.utf8.count <= FileName.maxBytes, "\(place)")
        #expect(!name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0x2F || $0 == 0x5C }, "\(place)")
        #expect(name != "." && name != "..", "\(place)")
        #expect(FileName.clean(name) == name, "\(place)")
    }

    private static func boundary(_ random: inout SeededRandom) -> String {
        let letters = Array("0123456789-abcXYZ'()+_,./:=?")
        return String((0..<Int.random(in: 1...70, using: &random)).map { _ in letters.randomElement(using: &random)! })
    }

    /// A form that is right, with what must be read from it.
    private static func form(_ boundary: String, _ random: inout SeededRandom) -> ([UInt8], [Part]) {
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var body: [UInt8] = Bool.random(using: &random) ? [] : Array("preamble\r\n".utf8)
        var parts: [Part] = []
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            var content: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: content += delimiter.prefix(Int.random(in: 0..<delimiter.count, using: &random))
                case 1: content += words.randomElement(using: &random) ?? []
                case 2: content += [UInt8](repeating: 13, count: Int.random(in: 0...90, using: &random))
                default:
                    content += (0..<Int.random(in: 0...200, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                }
            }
            // What looks like the boundary would be one.
            guard firstIndex(of: delimiter, in: delimiter.prefix(2) + content + [13]) == nil else { continue }
            let name = ["file", "a b", "名", ""].randomElement(using: &random)!
            let file = [nil, "", "a.png", "ä;b=c.txt", String(repeating: "長", count: 200)].randomElement(
                using: &random
            )!
            let filename = file.map { "; filename=\"\($0)\"" } ?? ""
            let padding = String(repeating: " ", count: Int.random(in: 0...3, using: &random))
            var head = "--\(boundary)\(padding)\r\nContent-Disposition: form-data; name=\"\(name)\"\(filename)\r\n"
            if Bool.random(using: &random) { head += "Content-Type: image/png\r\n" }
            body += Array((head + "\r\n").utf8) + content + [13, 10]
            parts.append(Part(head: .init(name: name, filename: file), content: content, isWhole: true))
        }
        body += Array("--\(boundary)--".utf8)
        if Bool.random(using: &random) { body += Array("\r\nepilogue\r\n--\(boundary)\r\n".utf8) }
        return (body, parts)
    }

    private static func firstIndex(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return (0...(bytes.count - pattern.count)).first { bytes[$0..<($0 + pattern.count)].elementsEqual(pattern) }
    }

    private static func read(
        _ body: [UInt8],
        _ type: String,
        pieces largest: Int?,
        _ random: inout SeededRandom
    ) -> Outcome {
        var outcome = Outcome()
        do {
            var reader = try MultipartReader(contentType: type)
            var rest = body[...]
            while !rest.isEmpty {
                let piece = rest.prefix(largest.map { Int.random(in: 1...$0, using: &random) } ?? .max)
                rest = rest.dropFirst(piece.count)
                reader.feed(ByteBuffer(bytes: piece))
                while let element = try reader.next() {
                    switch element {
                    case .part(let head): outcome.parts.append(Part(head: head))
                    case .content(let bytes): outcome.parts[outcome.parts.count - 1].content += bytes.readableBytesView
                    case .partEnd: outcome.parts[outcome.parts.count - 1].isWhole = true
                    }
                }
                outcome.mostHeld = max(outcome.mostHeld, reader.heldBytes)
            }
            outcome.isFinished = reader.isFinished
        } catch {
            outcome.reason = error.reason
        }
        return outcome
    }
}
