/// Copies a WebP's chunks but EXIF, XMP and unknown ones, and corrects the lengths and flags that mention them.
enum WebPStripper {
    private static let kept: Set<String> = ["VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L"]
    private static let keptInFrame: Set<String> = ["ALPH", "VP8 ", "VP8L"]

    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        let end = try WebPChunk.start(&reader)
        try writer.write(Array("RIFF\0\0\0\0WEBP".utf8))
        var hasPicture = false
        var isChanged = false
        while reader.position < end {
            let chunk = try WebPChunk(&reader, end: end)
            guard kept.contains(chunk.name) else {
                try reader.skip(chunk.padded)
                continue
            }
            switch chunk.name {
            case "VP8X":
                var payload = try reader.bytes(chunk.padded)
                guard chunk.length == 10 else { throw MediaError(.undecodable, "a WebP header of a wrong length") }
                // 0x08: EXIF follows; 0x04: XMP follows.
                isChanged = isChanged || payload[0] & 0x0C != 0
                payload[0] &= ~0x0C
                try chunk.writeHead(chunk.length, &writer)
                try writer.write(payload)
            case "ANMF":
                hasPicture = true
                try frame(chunk, &reader, &writer)
            default:
                hasPicture = hasPicture || chunk.name.hasPrefix("VP8")
                try chunk.writeHead(chunk.length, &writer)
                try writer.copy(chunk.padded, from: &reader)
            }
        }
        guard hasPicture else { throw MediaError(.undecodable, "the WebP has no picture") }
        try writer.patch(WebPChunk.littleEndian(writer.position - 8), at: 4)
        return isChanged || writer.position != reader.size
    }

    /// A still sRGB picture, fresh from the encoder, without the EXIF block and the profile that libvips adds even when
    /// told not to: they would be a fifth of a small preview.
    static func bare(_ encoded: UnsafeRawBufferPointer) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(encoded.count)
        var offset = 12
        while offset + 8 <= encoded.count {
            let name = String(decoding: encoded[offset..<offset + 4], as: UTF8.self)
            let length = encoded[offset + 4..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            let end = min(encoded.count, offset + 8 + length + length & 1)
            // 0x10: the picture has an alpha channel, which the extended header must announce.
            if name == "VP8X", encoded[offset + 8] & 0x10 != 0 {
                let start = body.count
                body.append(contentsOf: encoded[offset..<end])
                body[start + 8] = 0x10
            } else if keptInFrame.contains(name) {
                body.append(contentsOf: encoded[offset..<end])
            }
            offset = end
        }
        return Array("RIFF".utf8) + WebPChunk.littleEndian(body.count + 4) + Array("WEBP".utf8) + body
    }

    /// Copies one frame of an animation: 16 bytes of place and time, then chunks of its own.
    private static func frame(_ frame: WebPChunk, _ reader: inout FileReader, _ writer: inout FileWriter)
        throws(MediaError)
    {
        guard frame.length >= 16 else { throw MediaError(.undecodable, "a WebP frame does not fit") }
        let start = reader.position
        let end = start + frame.padded
        try reader.skip(16)
        var length = 16
        while end - reader.position >= 8 {
            let chunk = try WebPChunk(&reader, end: end)
            if keptInFrame.contains(chunk.name) { length += 8 + chunk.padded }
            try reader.skip(chunk.padded)
        }
        try frame.writeHead(length, &writer)
        try reader.seek(to: start)
        try writer.copy(16, from: &reader)
        while end - reader.position >= 8 {
            let chunk = try WebPChunk(&reader, end: end)
            if keptInFrame.contains(chunk.name) {
                try chunk.writeHead(chunk.length, &writer)
                try writer.copy(chunk.padded, from: &reader)
            } else {
                try reader.skip(chunk.padded)
            }
        }
        try reader.seek(to: end)
    }
}

/// The head of one chunk of a WebP.
struct WebPChunk {
    /// Four characters.
    let name: String
    /// Bytes of data.
    let length: Int
    /// The same with the byte that keeps chunks on even offsets.
    var padded: Int { length + length & 1 }

    /// Reads the eight bytes before the data, and checks that the data ends before `end`.
    init(_ reader: inout FileReader, end: Int) throws(MediaError) {
        guard end - reader.position >= 8 else { throw MediaError(.undecodable, "the WebP ends early") }
        self.name = String(decoding: try reader.bytes(4), as: UTF8.self)
        self.length = try reader.bytes(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard padded <= end - reader.position else { throw MediaError(.undecodable, "a WebP chunk does not fit") }
    }

    /// Reads the head of the file; answers where its last chunk ends.
    static func start(_ reader: inout FileReader) throws(MediaError) -> Int {
        let head = try reader.bytes(12)
        guard head.starts(with: Array("RIFF".utf8)), head[8...].elementsEqual("WEBP".utf8) else {
            throw MediaError(.undecodable, "not a WebP")
        }
        let end = 8 + head[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard end <= reader.size, end >= 12 else { throw MediaError(.undecodable, "the WebP ends early") }
        return end
    }

    func writeHead(_ length: Int, _ writer: inout FileWriter) throws(MediaError) {
        try writer.write(Array(name.utf8))
        try writer.write(Self.littleEndian(length))
    }

    static func littleEndian(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
}
