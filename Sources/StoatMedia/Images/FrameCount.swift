/// How many pictures an animated file holds, counted in its structure without decoding.
enum FrameCount {
    /// The types that may be animated in a way clients know.
    static let types: Set<String> = ["image/gif", "image/png", "image/webp"]

    /// The frames of a file, and whether it is animated.
    ///
    /// - Parameter limit: counting stops beyond it.
    static func of(file: String, type: String, limit: Int) throws(MediaError) -> (frames: Int, isAnimated: Bool) {
        var reader = try FileReader(file)
        switch type {
        case "image/gif":
            let frames = try gif(&reader, limit: limit)
            return (frames, frames > 1)
        case "image/png": return try png(&reader, limit: limit)
        case "image/webp": return try webP(&reader, limit: limit)
        default: return (1, false)
        }
    }

    /// A GIF that ends early has the frames before its end.
    private static func gif(_ reader: inout FileReader, limit: Int) throws(MediaError) -> Int {
        _ = try GIFBlocks.screen(&reader)
        var frames = 0
        do throws(MediaError) {
            while reader.remaining > 0, frames <= limit {
                switch try reader.byte() {
                case 0x2C:
                    _ = try GIFBlocks.pictureHead(&reader)
                    try GIFBlocks.skipSubBlocks(&reader)
                    frames += 1
                case 0x21:
                    _ = try reader.byte()
                    try GIFBlocks.skipSubBlocks(&reader)
                case 0x00: continue
                default: return frames
                }
            }
        } catch {
            guard error.code == .undecodable else { throw error }
        }
        return frames
    }

    /// The announced frames count, since decoders trust them; the announcement stands before the first pixels.
    private static func png(_ reader: inout FileReader, limit: Int) throws(MediaError) -> (Int, Bool) {
        guard try reader.bytes(8) == PNGStripper.signature else { throw MediaError(.undecodable, "not a PNG") }
        while reader.remaining >= 12 {
            let chunk = try PNGChunk(&reader)
            switch chunk.name {
            case "acTL" where chunk.length >= 4: return (max(1, try reader.uint32()), true)
            case "IDAT", "IEND": return (1, false)
            default: try reader.skip(chunk.length + 4)
            }
        }
        return (1, false)
    }

    private static func webP(_ reader: inout FileReader, limit: Int) throws(MediaError) -> (Int, Bool) {
        let end = try WebPChunk.start(&reader)
        var frames = 0
        var isAnimated = false
        while end - reader.position >= 8, frames <= limit {
            let chunk = try WebPChunk(&reader, end: end)
            let next = reader.position + chunk.padded
            if chunk.name == "VP8X", chunk.length >= 1 { isAnimated = try reader.byte() & 0x02 != 0 }
            if chunk.name == "ANMF" { frames += 1 }
            if !isAnimated && chunk.name.hasPrefix("VP8") && chunk.name != "VP8X" { break }
            try reader.seek(to: next)
        }
        return (max(1, frames), isAnimated)
    }
}
