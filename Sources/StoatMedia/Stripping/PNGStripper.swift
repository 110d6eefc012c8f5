/// Copies a PNG's chunks but those that carry metadata; an animation stays one.
enum PNGStripper {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// What pixels, animation, colour and size on paper need.
    ///
    /// Text, time, EXIF and unknown chunks are not among them.
    private static let kept: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "acTL", "fcTL", "fdAT", "iCCP", "sRGB", "gAMA", "cHRM", "cICP", "mDCV", "mDCv",
        "cLLI", "cLLi", "tRNS", "bKGD", "sBIT", "pHYs", "hIST",
    ]

    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        guard try reader.bytes(8) == signature else { throw MediaError(.undecodable, "not a PNG") }
        try writer.write(signature)
        var isFirst = true
        var hasPixels = false
        while true {
            let header = try reader.peek(8)
            let chunk = try PNGChunk(&reader)
            guard isFirst == (chunk.name == "IHDR") else { throw MediaError(.undecodable, "a PNG chunk out of place") }
            isFirst = false
            hasPixels = hasPixels || chunk.name == "IDAT"
            if kept.contains(chunk.name) {
                try writer.write(header)
                try writer.copy(chunk.length + 4, from: &reader)
            } else if chunk.isCritical {
                throw MediaError(.undecodable, "an unknown critical PNG chunk")
            } else {
                try reader.skip(chunk.length + 4)
            }
            if chunk.name == "IEND" { break }
        }
        guard hasPixels else { throw MediaError(.undecodable, "the PNG has no picture") }
        return writer.position != reader.size
    }
}

/// The head of one chunk of a PNG.
struct PNGChunk {
    /// Four letters.
    let name: String
    /// Bytes of data; a checksum of four more follows.
    let length: Int
    /// Whether a reader that does not know the chunk must give up.
    let isCritical: Bool

    /// Reads the eight bytes before the data, and checks that data and checksum are there.
    init(_ reader: inout FileReader) throws(MediaError) {
        self.length = try reader.uint32()
        let name = try reader.bytes(4)
        guard name.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }), length <= Int(Int32.max),
            reader.remaining >= length + 4
        else { throw MediaError(.undecodable, "a PNG chunk does not fit") }
        self.name = String(decoding: name, as: UTF8.self)
        self.isCritical = name[0] & 0x20 == 0
    }
}
