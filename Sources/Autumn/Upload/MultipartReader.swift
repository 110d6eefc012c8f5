internal import NIOCore

/// Reads a `multipart/form-data` body as it arrives, whatever pieces it arrives in.
///
/// Holds back at most one boundary's length of a part's content, and refuses heads beyond ``maxHeadBytes`` and bodies
/// beyond ``maxParts`` parts.
struct MultipartReader {
    /// What was read.
    enum Element: Equatable {
        /// A part begins.
        case part(PartHead)
        /// Some of its content.
        case content(ByteBuffer)
        /// The part is complete.
        case partEnd
    }

    /// What a part says of itself.
    struct PartHead: Equatable {
        /// The field's name.
        var name: String?
        /// The file's name as it was sent, empty where it is empty.
        var filename: String?
    }

    /// A body that is no multipart body, or not the one announced.
    struct Malformed: Error, Equatable {
        let reason: String
    }

    /// Bytes of one part's headers.
    static let maxHeadBytes = 16 * 1024
    /// Parts of one body.
    static let maxParts = 64

    private enum Phase {
        /// Before the first boundary.
        case preamble
        /// After a boundary: the end of its line, or of the body, follows.
        case boundaryEnd
        case head
        case content
        case finished
    }

    /// CRLF, two hyphens and the boundary.
    private let delimiter: [UInt8]
    private var phase = Phase.preamble
    private var buffer = ByteBuffer()
    private var parts = 0
    /// Bytes of the present boundary's padding, or of the present head, that were looked at already: whoever sends
    /// single bytes must not make them be looked at again and again.
    private var seen = 0

    /// - Throws: ``Malformed`` where the content type names no usable boundary.
    init(contentType: String) throws(Malformed) {
        guard let boundary = Self.boundary(of: contentType) else { throw Malformed(reason: "no boundary is named") }
        self.delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary may stand at the very start, where no line ends before it.
        buffer.writeString("\r\n")
    }

    /// Whether the closing boundary was read.
    var isFinished: Bool { phase == .finished }

    /// Bytes that wait for others to follow them.
    var heldBytes: Int { buffer.readableBytes }

    /// Takes the next bytes of the body.
    mutating func feed(_ bytes: ByteBuffer) {
        guard phase != .finished else { return }
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeImmutableBuffer(bytes) }
    }

    /// The next element that is complete, or `nil` when more bytes are needed.
    mutating func next() throws(Malformed) -> Element? {
        while true {
            switch phase {
            case .preamble:
                guard let start = find(delimiter) else {
                    // Only what may be the beginning of the boundary is kept.
                    let surplus = buffer.readableBytes - (delimiter.count - 1)
                    if surplus > 0 { buffer.moveReaderIndex(forwardBy: surplus) }
                    return nil
                }
                buffer.moveReaderIndex(forwardBy: start + delimiter.count)
                phase = .boundaryEnd
            case .boundaryEnd:
                guard try endBoundary() else { return nil }
            case .head:
                guard let head = try readHead() else { return nil }
                phase = .content
                return .part(head)
            case .content:
                if let start = find(delimiter) {
                    if start > 0, let content = buffer.readSlice(length: start) { return .content(content) }
                    buffer.moveReaderIndex(forwardBy: delimiter.count)
                    phase = .boundaryEnd
                    return .partEnd
                }
                let surplus = buffer.readableBytes - (delimiter.count - 1)
                guard surplus > 0, let content = buffer.readSlice(length: surplus) else { return nil }
                return .content(content)
            case .finished:
                buffer.clear()
                return nil
            }
        }
    }

    /// Reads what follows a boundary; answers whether all of it is there.
    private mutating func endBoundary() throws(Malformed) -> Bool {
        // Padding of spaces and tabs is allowed before the line ends.
        while let byte = buffer.readableBytesView.first, byte == 0x20 || byte == 0x09 {
            buffer.moveReaderIndex(forwardBy: 1)
            seen += 1
            guard seen <= Self.maxHeadBytes else { throw Malformed(reason: "a boundary has no end") }
        }
        guard let end = buffer.readBytes(length: 2) else { return false }
        seen = 0
        switch (end[0], end[1]) {
        case (0x2D, 0x2D): phase = .finished
        case (0x0D, 0x0A):
            parts += 1
            guard parts <= Self.maxParts else { throw Malformed(reason: "more than \(Self.maxParts) parts") }
            phase = .head
        default: throw Malformed(reason: "a boundary is followed by something else than the end of its line")
        }
        return true
    }

    private mutating func readHead() throws(Malformed) -> PartHead? {
        // A head without headers ends at once.
        if buffer.readableBytesView.starts(with: [0x0D, 0x0A]) {
            buffer.moveReaderIndex(forwardBy: 2)
            return PartHead()
        }
        guard let length = find(Self.headEnd, from: seen), length <= Self.maxHeadBytes else {
            seen = max(0, buffer.readableBytes - (Self.headEnd.count - 1))
            guard seen <= Self.maxHeadBytes else { throw Malformed(reason: "a part's head is too long") }
            return nil
        }
        seen = 0
        let bytes = buffer.readBytes(length: length) ?? []
        buffer.moveReaderIndex(forwardBy: Self.headEnd.count)
        var head = PartHead()
        for line in bytes.split(separator: 0x0A) {
            let line = line.last == 0x0D ? line.dropLast() : line
            guard let colon = line.firstIndex(of: 0x3A) else { throw Malformed(reason: "a header has no colon") }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            guard name == "content-disposition" else { continue }
            let disposition = ContentDisposition(line[(colon + 1)...])
            head = PartHead(name: disposition["name"], filename: disposition["filename"])
        }
        return head
    }

    private static let headEnd: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]

    /// Where a pattern begins, counted from the reader index; sought from an offset on.
    private func find(_ pattern: [UInt8], from offset: Int = 0) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            guard bytes.count >= pattern.count, let first = pattern.first else { return nil }
            var start = offset
            let last = bytes.count - pattern.count
            while start <= last {
                guard let found = bytes[start...last].firstIndex(of: first) else { return nil }
                if bytes[found..<(found + pattern.count)].elementsEqual(pattern) { return found }
                start = found + 1
            }
            return nil
        }
    }

    private static func boundary(of contentType: String) -> String? {
        let type = contentType.prefix { $0 != ";" }
        guard type.filter({ $0 != " " && $0 != "\t" }).lowercased() == "multipart/form-data" else { return nil }
        let boundary = ContentDisposition(contentType.utf8)["boundary"]
        // RFC 2046 allows 70 characters.
        guard let boundary, (1...70).contains(boundary.utf8.count) else { return nil }
        return boundary
    }
}
