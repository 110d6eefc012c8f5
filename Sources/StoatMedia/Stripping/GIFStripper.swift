/// Copies a GIF's blocks but comments, text overlays and application data other than the loop count.
enum GIFStripper {
    private static let loops: Set<String> = ["NETSCAPE2.0", "ANIMEXTS1.0"]

    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        let screen = try GIFBlocks.screen(&reader)
        try writer.write(screen)
        var hasPicture = false
        while reader.remaining > 0 {
            switch try reader.byte() {
            case 0x3B:
                guard hasPicture else { throw MediaError(.undecodable, "the GIF has no picture") }
                try writer.write([0x3B])
                return writer.position != reader.size
            case 0x2C:
                hasPicture = true
                try writer.write([0x2C])
                try writer.write(try GIFBlocks.pictureHead(&reader))
                try copySubBlocks(&reader, &writer)
            case 0x21:
                try extend(&reader, &writer)
            case 0x00:
                // Some writers pad with empty blocks.
                continue
            default:
                throw MediaError(.undecodable, "an unknown GIF block")
            }
        }
        // Many files lack the trailer alone, and all viewers show them.
        guard hasPicture else { throw MediaError(.undecodable, "the GIF has no picture") }
        try writer.write([0x3B])
        return true
    }

    private static func extend(_ reader: inout FileReader, _ writer: inout FileWriter) throws(MediaError) {
        let label = try reader.byte()
        switch label {
        case 0xF9:
            try writer.write([0x21, label])
            try copySubBlocks(&reader, &writer)
        case 0xFF:
            let length = Int(try reader.byte())
            let name = try reader.bytes(length)
            guard length == 11, loops.contains(String(decoding: name, as: UTF8.self)) else {
                if length > 0 { try GIFBlocks.skipSubBlocks(&reader) }
                return
            }
            try writer.write([0x21, 0xFF, 11])
            try writer.write(name)
            // Of such an extension only the loop count (1) and the buffer size (2) mean anything.
            while true {
                let size = Int(try reader.byte())
                if size == 0 { break }
                let block = try reader.bytes(size)
                if (size == 3 && block[0] == 1) || (size == 5 && block[0] == 2) {
                    try writer.write([UInt8(size)])
                    try writer.write(block)
                }
            }
            try writer.write([0])
        default:
            try GIFBlocks.skipSubBlocks(&reader)
        }
    }

    private static func copySubBlocks(_ reader: inout FileReader, _ writer: inout FileWriter) throws(MediaError) {
        while true {
            let size = try reader.byte()
            try writer.write(CollectionOfOne(size))
            if size == 0 { return }
            try writer.copy(Int(size), from: &reader)
        }
    }
}

/// The parts that GIF files are made of.
enum GIFBlocks {
    /// Reads the signature, the screen and its colours.
    static func screen(_ reader: inout FileReader) throws(MediaError) -> [UInt8] {
        let head = try reader.bytes(13)
        let signature = String(decoding: head.prefix(6), as: UTF8.self)
        guard signature == "GIF87a" || signature == "GIF89a" else { throw MediaError(.undecodable, "not a GIF") }
        return head + (try colors(head[10], &reader))
    }

    /// Reads a picture's place, its colours and the code size, after the byte that announces it.
    static func pictureHead(_ reader: inout FileReader) throws(MediaError) -> [UInt8] {
        let head = try reader.bytes(9)
        return head + (try colors(head[8], &reader)) + [try reader.byte()]
    }

    /// Passes over a block's data.
    static func skipSubBlocks(_ reader: inout FileReader) throws(MediaError) {
        while true {
            let size = Int(try reader.byte())
            if size == 0 { return }
            try reader.skip(size)
        }
    }

    private static func colors(_ flags: UInt8, _ reader: inout FileReader) throws(MediaError) -> [UInt8] {
        guard flags & 0x80 != 0 else { return [] }
        return try reader.bytes(3 << (Int(flags & 7) + 1))
    }
}
