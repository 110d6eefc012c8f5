/// The first bytes of a file, with reads that are false or `nil` beyond their end.
struct ContentWindow: Sendable {
    /// How many bytes the rules look at.
    static let limit = 8192

    let bytes: [UInt8]

    init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes.prefix(Self.limit)) }

    var count: Int { bytes.count }

    subscript(offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

    /// Whether these bytes stand at an offset.
    func has(_ magic: [UInt8], at offset: Int = 0) -> Bool {
        guard offset >= 0, offset + magic.count <= bytes.count else { return false }
        for (index, byte) in magic.enumerated() where bytes[offset + index] != byte { return false }
        return true
    }

    /// Whether this ASCII text stands at an offset.
    func has(_ text: StaticString, at offset: Int = 0) -> Bool {
        text.withUTF8Buffer { has(Array($0), at: offset) }
    }

    /// Whether this ASCII text stands at an offset, in either case.
    func hasCaseless(_ text: String, at offset: Int) -> Bool {
        guard offset >= 0, offset + text.utf8.count <= bytes.count else { return false }
        for (index, byte) in text.utf8.enumerated() where Self.lower(bytes[offset + index]) != Self.lower(byte) {
            return false
        }
        return true
    }

    /// The first place of these bytes in a range.
    func first(_ magic: [UInt8], in range: Range<Int>) -> Int? {
        guard range.lowerBound >= 0 else { return nil }
        let end = min(range.upperBound, bytes.count - magic.count + 1)
        var offset = range.lowerBound
        while offset < end {
            if has(magic, at: offset) { return offset }
            offset += 1
        }
        return nil
    }

    /// A big-endian number of up to four bytes.
    func bigEndian(_ width: Int, at offset: Int) -> Int? {
        guard offset >= 0, offset + width <= bytes.count else { return nil }
        return bytes[offset..<offset + width].reduce(0) { $0 << 8 | Int($1) }
    }

    /// A little-endian number of up to four bytes.
    func littleEndian(_ width: Int, at offset: Int) -> Int? {
        guard offset >= 0, offset + width <= bytes.count else { return nil }
        return bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
