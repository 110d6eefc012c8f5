/// Writes small indexed images as PNG files.
enum PNG {
    /// A file of `width` × `height` pixels with up to 16 colours.
    ///
    /// - Parameters:
    ///   - palette: red, green and blue of each colour.
    ///   - pixel: the index of the colour at a column and row.
    static func encode(
        width: Int,
        height: Int,
        palette: [(UInt8, UInt8, UInt8)],
        pixel: (_ x: Int, _ y: Int) -> UInt8
    ) -> [UInt8] {
        let rowBytes = (width + 1) / 2
        var previous = [UInt8](repeating: 0, count: rowBytes)
        var data: [UInt8] = []
        data.reserveCapacity(height * (rowBytes + 1))
        for y in 0..<height {
            var row = [UInt8](repeating: 0, count: rowBytes)
            for x in 0..<width { row[x / 2] |= pixel(x, y) << (x % 2 == 0 ? 4 : 0) }
            // Filter 2: differences to the row above, mostly zeros in flat pictures.
            data.append(2)
            for index in 0..<rowBytes { data.append(row[index] &- previous[index]) }
            previous = row
        }
        // Four bits per pixel, indexed colour, the only compression, filter and no interlacing.
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [4, 3, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("PLTE", palette.flatMap { [$0.0, $0.1, $0.2] }) + chunk("IDAT", Zlib.compress(data))
            + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
        }
        return ~sum
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
