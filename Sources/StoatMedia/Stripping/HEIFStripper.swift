/// Blanks the metadata of an AVIF or HEIF file in place.
///
/// Such a file keeps EXIF and XMP as items beside its pictures and finds every item by its offset, so nothing may
/// move: the items' bytes are overwritten with zeros and the items renamed to a type that readers pass over. This
/// needs no decoder and keeps rotation, colour profile and pixels, which are properties of the picture's own item.
enum HEIFStripper {
    /// What the format prescribes for space that means nothing.
    private static let blank = Array("free".utf8)
    private static let maxMetaBytes = 1 << 20

    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        var plan = HEIFBlanks()
        var hasType = false
        while reader.remaining > 0 {
            let box = try MediaBox(&reader, limit: reader.size)
            switch box.name {
            case "ftyp": hasType = true
            case "uuid", "udta", "skip", "free", "jumb":
                plan.renamed.append(box.start + 4)
                plan.ranges.append(box.content..<box.end)
            case "meta":
                guard box.end - box.content <= maxMetaBytes else {
                    throw MediaError(.undecodable, "a list of items is too long")
                }
                try HEIFItems(try reader.bytes(box.end - box.content), offset: box.content).blankMetadata(&plan)
            case "moov": try movie(box, &reader, &plan, depth: 0)
            default: break
            }
            try reader.seek(to: box.end)
        }
        guard hasType else { throw MediaError(.undecodable, "the file does not name its type") }
        try plan.check(size: reader.size)
        try reader.seek(to: 0)
        try writer.copy(reader.size, from: &reader)
        let zeros = [UInt8](repeating: 0, count: 4096)
        for range in plan.ranges {
            var offset = range.lowerBound
            while offset < range.upperBound {
                let part = min(zeros.count, range.upperBound - offset)
                try writer.patch(Array(zeros.prefix(part)), at: offset)
                offset += part
            }
        }
        for offset in plan.renamed { try writer.patch(blank, at: offset) }
        return !plan.renamed.isEmpty
    }

    /// Image sequences describe themselves as a film does.
    private static func movie(_ box: MediaBox, _ reader: inout FileReader, _ plan: inout HEIFBlanks, depth: Int)
        throws(MediaError)
    {
        while reader.position < box.end {
            let inner = try MediaBox(&reader, limit: box.end)
            switch inner.name {
            case "udta", "meta", "uuid":
                plan.renamed.append(inner.start + 4)
                plan.ranges.append(inner.content..<inner.end)
            case "trak" where depth == 0: try movie(inner, &reader, &plan, depth: depth + 1)
            default: break
            }
            try reader.seek(to: inner.end)
        }
    }
}

/// What is to be overwritten in a copy.
struct HEIFBlanks {
    /// Bytes to be zeroed.
    var ranges: [Range<Int>] = []
    /// Where four-character names are to be replaced.
    var renamed: [Int] = []

    /// Throws where a range leaves the file, or where there are more than any real file has.
    func check(size: Int) throws(MediaError) {
        guard ranges.count <= 4096, renamed.count <= 4096,
            ranges.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= size }),
            ranges.reduce(0, { $0 + $1.count }) <= size
        else { throw MediaError(.undecodable, "an item lies outside its file") }
    }
}
