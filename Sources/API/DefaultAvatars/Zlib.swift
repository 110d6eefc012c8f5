/// A zlib stream that shortens runs of one byte and nothing else: all that flat pictures need.
enum Zlib {
    /// The stream of some bytes: one block with the fixed codes of RFC 1951 §3.2.6.
    static func compress(_ data: [UInt8]) -> [UInt8] {
        var bits = BitWriter(bytes: [0x78, 0x01])
        bits.write(1, count: 1)
        bits.write(1, count: 2)
        var index = 0
        while index < data.count {
            let run = runLength(in: data, at: index)
            literal(data[index], &bits)
            index += 1
            if run > 3 {
                repetition(run - 1, &bits)
                index += run - 1
            }
        }
        bits.writeCode(0, count: 7)
        return bits.finished() + PNG.bigEndian(adler32(data))
    }

    /// How often the byte at an index follows itself, up to one literal and the longest repetition.
    private static func runLength(in data: [UInt8], at start: Int) -> Int {
        var end = start + 1
        while end < data.count, end - start < 259, data[end] == data[start] { end += 1 }
        return end - start
    }

    private static func literal(_ byte: UInt8, _ bits: inout BitWriter) {
        if byte < 144 {
            bits.writeCode(0x30 + UInt32(byte), count: 8)
        } else {
            bits.writeCode(0x190 + UInt32(byte) - 144, count: 9)
        }
    }

    /// "Copy `length` bytes from one byte back"; 3 to 258 bytes.
    private static func repetition(_ length: Int, _ bits: inout BitWriter) {
        let row = lengths.last { $0.base <= length } ?? lengths[0]
        if row.code < 280 {
            bits.writeCode(row.code - 256, count: 7)
        } else {
            bits.writeCode(0xC0 + row.code - 280, count: 8)
        }
        bits.write(UInt32(length - row.base), count: row.extraBits)
        bits.writeCode(0, count: 5)
    }

    private static let lengths: [(code: UInt32, base: Int, extraBits: Int)] = [
        (257, 3, 0), (258, 4, 0), (259, 5, 0), (260, 6, 0), (261, 7, 0), (262, 8, 0), (263, 9, 0), (264, 10, 0),
        (265, 11, 1), (266, 13, 1), (267, 15, 1), (268, 17, 1), (269, 19, 2), (270, 23, 2), (271, 27, 2),
        (272, 31, 2), (273, 35, 3), (274, 43, 3), (275, 51, 3), (276, 59, 3), (277, 67, 4), (278, 83, 4),
        (279, 99, 4), (280, 115, 4), (281, 131, 5), (282, 163, 5), (283, 195, 5), (284, 227, 5), (285, 258, 0),
    ]

    private static func adler32(_ data: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }

    /// Bits into bytes, lowest bit first.
    private struct BitWriter {
        var bytes: [UInt8]
        private var pending: UInt32 = 0
        private var pendingCount = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        /// A number, lowest bit first.
        mutating func write(_ number: UInt32, count: Int) {
            for index in 0..<count { write(bit: number >> UInt32(index) & 1) }
        }

        /// A Huffman code, highest bit first.
        mutating func writeCode(_ code: UInt32, count: Int) {
            for index in (0..<count).reversed() { write(bit: code >> UInt32(index) & 1) }
        }

        private mutating func write(bit: UInt32) {
            pending |= bit << UInt32(pendingCount)
            pendingCount += 1
            if pendingCount == 8 {
                bytes.append(UInt8(pending))
                (pending, pendingCount) = (0, 0)
            }
        }

        func finished() -> [UInt8] { pendingCount == 0 ? bytes : bytes + [UInt8(pending)] }
    }
}
