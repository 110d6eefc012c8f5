import NIOCore
import Testing

@testable import Autumn

@Suite("Multipart bodies")
struct MultipartReaderTests {
    private static let type = "multipart/form-data; boundary=XX"

    /// Reads a body in pieces of a size; answers each part's head with its content.
    private static func read(
        _ body: [UInt8],
        type: String = type,
        chunk: Int = .max
    ) throws -> [(head: MultipartReader.PartHead, content: [UInt8])] {
        var reader = try MultipartReader(contentType: type)
        var parts: [(head: MultipartReader.PartHead, content: [UInt8])] = []
        var rest = body[...]
        while true {
            while let element = try reader.next() {
                switch element {
                case .part(let head): parts.append((head, []))
                case .content(let bytes): parts[parts.count - 1].content += bytes.readableBytesView
                case .partEnd: break
                }
            }
            guard !rest.isEmpty else { break }
            reader.feed(ByteBuffer(bytes: rest.prefix(chunk)))
            rest = rest.dropFirst(chunk)
        }
        #expect(reader.isFinished)
        return parts
    }

    private static func form(_ name: String, _ file: String?, _ content: [UInt8]) -> [UInt8] {
        let filename = file.map { "; filename=\"\($0)\"" } ?? ""
        let head = "--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\(filename)\r\nContent-Type: a/b\r\n\r\n"
        return Array(head.utf8) + content + Array("\r\n".utf8)
    }

    private static let end = Array("--XX--\r\n".utf8)

    @Test("are read whatever pieces they come in", arguments: [1, 2, 3, 5, 7, 64, 1000, .max])
    func pieces(chunk: Int) throws {
        let tricky: [UInt8] = Array("\r\n--X\r\n-\r\n--XY\r\n".utf8) + [0, 255, 13] + Array("--XX\r".utf8)
        let body =
            Self.form("other", nil, Array("1".utf8)) + Self.form("file", "a.bin", tricky) + Self.form("file", "", [])
        let parts = try Self.read(body + Self.end, chunk: chunk)
        #expect(parts.map(\.head.name) == ["other", "file", "file"])
        #expect(parts.map(\.head.filename) == [nil, "a.bin", ""])
        #expect(parts.map(\.content) == [Array("1".utf8), tricky, []])
    }

    @Test("take no more memory the longer they are")
    func memory() throws {
        var reader = try MultipartReader(contentType: Self.type)
        reader.feed(ByteBuffer(bytes: Self.form("file", "a.bin", []).dropLast(2)))
        _ = try reader.next()
        let piece = ByteBuffer(bytes: (0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        var size = 0
        for _ in 0..<2000 {
            reader.feed(piece)
            while case .content(let bytes)? = try reader.next() { size += bytes.readableBytes }
        }
        #expect(size > 1999 * 8192)
        #expect(reader.room <= 64 * 1024)
    }

    @Test("may have a preamble, padding behind boundaries and an epilogue")
    func surroundings() throws {
        let body = "before\r\n--XX \t\r\nContent-Disposition: form-data; name=file\r\n\r\nhi\r\n--XX--\r\nafter --XX"
        let parts = try Self.read(Array(body.utf8))
        #expect(parts.map(\.head.name) == ["file"])
        #expect(parts.map(\.content) == [Array("hi".utf8)])
    }

    @Test("may have parts without headers")
    func headless() throws {
        let parts = try Self.read(Array("--XX\r\n\r\nhi\r\n--XX--".utf8))
        #expect(parts.map(\.head) == [MultipartReader.PartHead()])
        #expect(parts.map(\.content) == [Array("hi".utf8)])
    }

    @Test(
        "need a boundary",
        arguments: [
            "multipart/form-data", "text/plain; boundary=x", "multipart/form-data; boundary=", "",
            "multipart/mixed; boundary=a",
            "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
        ]
    )
    func noBoundary(type: String) {
        #expect(throws: MultipartReader.Malformed.self) { try MultipartReader(contentType: type) }
    }

    @Test("may quote the boundary")
    func quotedBoundary() throws {
        let parts = try Self.read(
            Array("--a b\r\n\r\nhi\r\n--a b--".utf8),
            type: "Multipart/Form-Data; charset=utf-8; boundary=\"a b\""
        )
        #expect(parts.count == 1)
    }

    @Test(
        "that are malformed are refused",
        arguments: [
            "--XX\r\nno colon\r\n\r\nhi\r\n--XX--", "--XXfoo\r\n\r\nhi\r\n--XX--",
            "--XX\r\n" + String(repeating: "a: b\r\n", count: 4000) + "\r\nhi\r\n--XX--",
            String(repeating: "--XX\r\n\r\nhi\r\n", count: MultipartReader.maxParts + 1) + "--XX--",
        ],
        [1, .max]
    )
    func malformed(body: String, chunk: Int) {
        #expect(throws: MultipartReader.Malformed.self) { try Self.read(Array(body.utf8), chunk: chunk) }
    }

    @Test("that end early are not finished, and hold back no more than a boundary")
    func truncated() throws {
        var reader = try MultipartReader(contentType: Self.type)
        reader.feed(ByteBuffer(string: "--XX\r\n\r\n"))
        #expect(try reader.next() == .part(MultipartReader.PartHead()))
        reader.feed(ByteBuffer(repeating: 7, count: 100_000))
        guard case .content(let bytes)? = try reader.next() else {
            Issue.record("no content")
            return
        }
        #expect(bytes.readableBytes >= 100_000 - 8)
        #expect(try reader.next() == nil)
        #expect(!reader.isFinished)
    }

    @Test("of random bytes end in elements or an error, never in more than they hold")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["\r\n", "--XX", "--", "Content-Disposition: form-data; name=\"file\"", ":", "\"", "x", "\0", " "]
        for _ in 0..<5000 {
            var body: [UInt8] = Array("--XX\r\n".utf8)
            for _ in 0..<Int.random(in: 0..<40, using: &generator) {
                body += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            }
            var total = 0
            do {
                var reader = try MultipartReader(contentType: Self.type)
                for start in stride(from: 0, to: body.count, by: 5) {
                    reader.feed(ByteBuffer(bytes: body[start..<min(start + 5, body.count)]))
                    while let element = try reader.next() {
                        if case .content(let bytes) = element { total += bytes.readableBytes }
                    }
                }
            } catch {}
            #expect(total <= body.count)
        }
    }
}
