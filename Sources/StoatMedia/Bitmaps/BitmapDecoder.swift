/// Decodes Windows bitmaps row by row, averaging squares of pixels on the way, so that a large one never is in memory.
enum BitmapDecoder {
    /// The pixels, shrunk by a whole number so that they are no smaller than a box needs.
    ///
    /// - Parameter mask: whether rows of one bit per pixel follow that say which pixels are clear, as in icons.
    static func decode(_ header: BitmapHeader, _ reader: inout FileReader, box: (width: Int, height: Int), mask: Bool)
        throws(MediaError) -> Pixels
    {
        guard header.pixelsEnd <= reader.size else { throw MediaError(.undecodable, "the bitmap ends early") }
        let factor = max(1, max(header.width / max(1, box.width), header.height / max(1, box.height)) / 2)
        let width = max(1, header.width / factor)
        let height = max(1, header.height / factor)
        let colors = try palette(header, &reader)
        // A bitmap of 32 bits may leave its alpha unused; all zero then means opaque.
        var hasAlpha = false
        var result = [UInt8](repeating: 0, count: width * height * 4)
        var sums = [UInt32](repeating: 0, count: width * 4)
        for target in 0..<height {
            for index in sums.indices { sums[index] = 0 }
            for row in target * factor..<(target + 1) * factor {
                let stored = header.isTopDown ? row : header.height - 1 - row
                try reader.seek(to: header.pixels + stored * header.rowBytes)
                let bytes = try reader.bytes(header.rowBytes)
                add(bytes, header, colors, width: width, factor: factor, to: &sums)
            }
            let area = UInt32(factor * factor)
            for index in sums.indices {
                let value = UInt8(truncatingIfNeeded: sums[index] / area)
                if index % 4 == 3, value != 0 { hasAlpha = true }
                result[target * width * 4 + index] = value
            }
        }
        if !hasAlpha { for index in stride(from: 3, to: result.count, by: 4) { result[index] = 255 } }
        var pixels = Pixels(width: width, height: height, rgba: result)
        if mask, header.depth < 32 || !hasAlpha { try apply(header, &reader, factor: factor, to: &pixels) }
        return pixels
    }

    private static func palette(_ header: BitmapHeader, _ reader: inout FileReader) throws(MediaError) -> [[UInt8]] {
        try reader.seek(to: header.palette.lowerBound)
        let bytes = try reader.bytes(header.palette.count)
        return stride(from: 0, to: bytes.count, by: header.paletteEntryBytes).map {
            [bytes[$0 + 2], bytes[$0 + 1], bytes[$0], 255]
        }
    }

    private static func add(
        _ row: [UInt8],
        _ header: BitmapHeader,
        _ colors: [[UInt8]],
        width: Int,
        factor: Int,
        to sums: inout [UInt32]
    ) {
        let channels = header.masks.map(Channel.init)
        for x in 0..<width * factor {
            let at = x / factor * 4
            switch header.depth {
            case 24:
                sums[at] += UInt32(row[x * 3 + 2])
                sums[at + 1] += UInt32(row[x * 3 + 1])
                sums[at + 2] += UInt32(row[x * 3])
                sums[at + 3] += 255
            case 16, 32:
                let bytes = header.depth / 8
                var pixel: UInt32 = 0
                for index in 0..<bytes { pixel |= UInt32(row[x * bytes + index]) << (8 * UInt32(index)) }
                for index in 0..<4 { sums[at + index] += channels[index].value(pixel) }
            default:
                let shift = 8 - header.depth - x * header.depth % 8
                let index = Int(row[x * header.depth / 8] >> UInt8(shift)) & ((1 << header.depth) - 1)
                guard colors.indices.contains(index) else { continue }
                for channel in 0..<4 { sums[at + channel] += UInt32(colors[index][channel]) }
            }
        }
    }

    /// Clears the pixels that an icon's mask names, judged by one pixel of each square.
    private static func apply(_ header: BitmapHeader, _ reader: inout FileReader, factor: Int, to pixels: inout Pixels)
        throws(MediaError)
    {
        let rowBytes = (header.width + 31) / 32 * 4
        // Some icons leave the mask out.
        guard header.pixelsEnd + rowBytes * header.height <= reader.size else { return }
        for y in 0..<pixels.height {
            try reader.seek(to: header.pixelsEnd + (header.height - 1 - y * factor) * rowBytes)
            let bits = try reader.bytes(rowBytes)
            for x in 0..<pixels.width where bits[x * factor / 8] & (0x80 >> UInt8(x * factor % 8)) != 0 {
                pixels.rgba[(y * pixels.width + x) * 4 + 3] = 0
            }
        }
    }

    /// One channel's bits within a pixel.
    private struct Channel {
        let mask: UInt32
        let shift: UInt32
        let most: UInt32

        init(_ mask: UInt32) {
            self.mask = mask
            self.shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
            self.most = mask >> shift
        }

        func value(_ pixel: UInt32) -> UInt32 {
            guard most > 0 else { return 0 }
            return UInt32(UInt64((pixel & mask) >> shift) * 255 / UInt64(most))
        }
    }
}
