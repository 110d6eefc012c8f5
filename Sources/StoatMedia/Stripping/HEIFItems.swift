/// The `meta` box of an AVIF or HEIF file: its items and where their bytes are.
struct HEIFItems {
    private let bytes: [UInt8]
    private let offset: Int

    /// Types of items that are neither pictures nor parts of one.
    private static let metadata: Set<String> = ["Exif", "mime", "uri ", "jumb", "c2pa"]

    /// - Parameter offset: where `bytes`, the box's content, stand in the file.
    init(_ bytes: [UInt8], offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Adds the metadata items to what is blanked.
    func blankMetadata(_ plan: inout HEIFBlanks) throws(MediaError) {
        let boxes = try boxes(4..<bytes.count)
        guard let list = boxes.first(where: { $0.name == "iinf" }) else { return }
        var items: Set<Int> = []
        let isLong = try number(1, at: list.content.lowerBound) > 0
        for entry in try self.boxes(list.content.lowerBound + (isLong ? 8 : 6)..<list.content.upperBound)
        where entry.name == "infe" {
            let start = entry.content.lowerBound
            let version = try number(1, at: start)
            // Older entries have no type; no AVIF or HEIC writer makes them.
            guard version >= 2 else { continue }
            let width = version == 2 ? 2 : 4
            let item = try number(width, at: start + 4)
            let type = start + 4 + width + 2
            guard type + 4 <= entry.content.upperBound else { throw damaged }
            if Self.metadata.contains(String(decoding: bytes[type..<type + 4], as: UTF8.self)) {
                items.insert(item)
                plan.renamed.append(offset + type)
            }
        }
        guard !items.isEmpty else { return }
        guard let places = boxes.first(where: { $0.name == "iloc" }) else { throw damaged }
        let data = boxes.first { $0.name == "idat" }?.content
        try blankExtents(of: items, in: places.content, data: data, &plan)
    }

    private func blankExtents(of items: Set<Int>, in places: Range<Int>, data: Range<Int>?, _ plan: inout HEIFBlanks)
        throws(MediaError)
    {
        var cursor = places.lowerBound
        func take(_ width: Int) throws(MediaError) -> Int {
            guard cursor + width <= places.upperBound else { throw damaged }
            defer { cursor += width }
            return try number(width, at: cursor)
        }
        let version = try take(1)
        _ = try take(3)
        let sizes = try take(2)
        let (offsetWidth, lengthWidth) = (sizes >> 12, sizes >> 8 & 15)
        let (baseWidth, indexWidth) = (sizes >> 4 & 15, version > 0 ? sizes & 15 : 0)
        let count = try take(version < 2 ? 2 : 4)
        for _ in 0..<count {
            let item = try take(version < 2 ? 2 : 4)
            let method = version > 0 ? try take(2) & 15 : 0
            _ = try take(2)
            let base = try take(baseWidth)
            for _ in 0..<(try take(2)) {
                _ = try take(indexWidth)
                let start = try take(offsetWidth)
                let length = try take(lengthWidth)
                guard items.contains(item) else { continue }
                plan.ranges.append(try place(method, base: base, start: start, length: length, data: data))
            }
        }
    }

    /// Where an item's bytes are in the file: from its beginning (0), or from that of the `idat` box (1).
    private func place(_ method: Int, base: Int, start: Int, length: Int, data: Range<Int>?) throws(MediaError)
        -> Range<Int>
    {
        // A length of 0 means 'all', which no writer uses for metadata.
        guard length > 0, base < 1 << 40, start < 1 << 40, length < 1 << 40 else { throw damaged }
        switch method {
        case 0: return base + start..<base + start + length
        case 1:
            guard let data, base + start + length <= data.count else { throw damaged }
            let first = offset + data.lowerBound + base + start
            return first..<first + length
        default: throw MediaError(.unsupported, "metadata inside another item")
        }
    }

    private var damaged: MediaError { MediaError(.undecodable, "the list of items is damaged") }

    private func number(_ width: Int, at start: Int) throws(MediaError) -> Int {
        guard width <= 8, start >= 0, start + width <= bytes.count else { throw damaged }
        var result: UInt64 = 0
        for byte in bytes[start..<start + width] { result = result << 8 | UInt64(byte) }
        guard let number = Int(exactly: result) else { throw damaged }
        return number
    }

    private func boxes(_ range: Range<Int>) throws(MediaError) -> [(name: String, content: Range<Int>)] {
        guard range.lowerBound <= range.upperBound, range.upperBound <= bytes.count else { throw damaged }
        var result: [(name: String, content: Range<Int>)] = []
        var cursor = range.lowerBound
        while cursor < range.upperBound {
            let length = try number(4, at: cursor)
            guard length >= 8, length <= range.upperBound - cursor else { throw damaged }
            let name = String(decoding: bytes[cursor + 4..<cursor + 8], as: UTF8.self)
            result.append((name, cursor + 8..<cursor + length))
            cursor += length
        }
        return result
    }
}
