/// The directory of a Windows icon: several sizes of one picture, each a PNG or a bitmap.
struct Icon: Sendable {
    /// One size.
    struct Entry: Sendable {
        /// The 16 bytes of the directory; the last four are the offset.
        var record: [UInt8]
        /// Where the picture begins.
        var offset: Int
        /// Its bytes.
        var length: Int
    }

    var entries: [Entry]

    init(_ reader: inout FileReader) throws(MediaError) {
        let head = ContentWindow(try reader.bytes(6))
        guard head.has([0, 0, 1, 0]), let count = head.littleEndian(2, at: 4), (1...256).contains(count) else {
            throw MediaError(.undecodable, "not an icon")
        }
        entries = []
        for _ in 0..<count {
            let record = try reader.bytes(16)
            let window = ContentWindow(record)
            guard let length = window.littleEndian(4, at: 8), let offset = window.littleEndian(4, at: 12),
                length >= 16, offset >= 6 + 16 * count, offset + length <= reader.size
            else { throw MediaError(.undecodable, "a picture of the icon lies outside it") }
            entries.append(Entry(record: record, offset: offset, length: length))
        }
        // No icon shares bytes between its sizes; a file that does would grow when it is written again.
        guard entries.reduce(0, { $0 + $1.length }) <= reader.size else {
            throw MediaError(.undecodable, "the pictures of the icon overlap")
        }
    }

    /// Whether a size is stored as a PNG.
    static func isPNG(_ entry: Entry, _ reader: inout FileReader) throws(MediaError) -> Bool {
        try reader.seek(to: entry.offset)
        return try reader.peek(8) == PNGStripper.signature
    }

    /// The width and height of a size, from its own picture and not from the directory.
    static func size(_ entry: Entry, _ reader: inout FileReader) throws(MediaError) -> (width: Int, height: Int) {
        if try isPNG(entry, &reader) {
            let head = ContentWindow(try reader.peek(min(24, entry.length)))
            guard head.has("IHDR", at: 12), let width = head.bigEndian(4, at: 16),
                let height = head.bigEndian(4, at: 20)
            else { throw MediaError(.undecodable, "a picture of the icon is damaged") }
            return (width, height)
        }
        let header = try BitmapHeader(&reader, pixels: nil, isIcon: true)
        return (header.width, header.height)
    }

    /// The largest size.
    func largest(_ reader: inout FileReader) throws(MediaError) -> (entry: Entry, width: Int, height: Int) {
        var best: (entry: Entry, width: Int, height: Int)?
        for entry in entries {
            let (width, height) = try Self.size(entry, &reader)
            if best.map({ width * height > $0.width * $0.height }) ?? true { best = (entry, width, height) }
        }
        guard let best else { throw MediaError(.undecodable, "the icon is empty") }
        return best
    }
}

/// Writes an icon again with its PNGs stripped.
enum IconStripper {
    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        let icon = try Icon(&reader)
        let count = icon.entries.count
        try writer.write([0, 0, 1, 0, UInt8(count & 0xFF), UInt8(count >> 8)])
        try writer.write([UInt8](repeating: 0, count: 16 * count))
        for (index, entry) in icon.entries.enumerated() {
            let start = writer.position
            if try Icon.isPNG(entry, &reader) {
                _ = try PNGStripper.strip(&reader, to: &writer)
                guard reader.position <= entry.offset + entry.length else {
                    throw MediaError(.undecodable, "a picture of the icon does not fit")
                }
            } else {
                try reader.seek(to: entry.offset)
                try writer.copy(entry.length, from: &reader)
            }
            let record =
                Array(entry.record.prefix(8)) + WebPChunk.littleEndian(writer.position - start)
                + WebPChunk.littleEndian(start)
            try writer.patch(record, at: 6 + 16 * index)
        }
        return writer.position != reader.size
    }
}

/// Copies a BMP without what follows its picture; the format itself has no place for metadata.
enum BitmapStripper {
    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        let header = try BitmapHeader(file: &reader)
        guard header.end <= reader.size else { throw MediaError(.undecodable, "the bitmap ends early") }
        try reader.seek(to: 0)
        try writer.copy(header.end, from: &reader)
        return header.end != reader.size
    }
}
