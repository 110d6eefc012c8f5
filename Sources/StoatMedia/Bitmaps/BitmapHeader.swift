/// The head of a Windows bitmap, in a BMP file or an icon.
///
/// libvips reads these only through ImageMagick, whose parsers are not let near uploads. The uncompressed kinds, which
/// are all that browsers and tools write, are read here; run-length coded ones are ``MediaError/Code/unsupported``.
struct BitmapHeader: Sendable {
    let width: Int
    let height: Int
    let isTopDown: Bool
    /// Bits per pixel: 1, 4, 8, 16, 24 or 32.
    let depth: Int
    /// The bits of red, green, blue and alpha in a pixel of 16 or 32; an alpha of 0 means opaque.
    let masks: [UInt32]
    let palette: Range<Int>
    let paletteEntryBytes: Int
    /// Where the rows begin in the file.
    let pixels: Int
    /// A row's length with its padding to four bytes.
    var rowBytes: Int { (width * depth + 31) / 32 * 4 }
    /// Where the rows end.
    var pixelsEnd: Int { pixels + rowBytes * height }
    /// Where a colour profile after the rows ends, or ``pixelsEnd``.
    let end: Int

    /// Reads the head of a BMP file.
    init(file reader: inout FileReader) throws(MediaError) {
        let head = ContentWindow(try reader.bytes(14))
        guard head.has("BM"), let pixels = head.littleEndian(4, at: 10) else { throw Self.damaged }
        try self.init(&reader, pixels: pixels, isIcon: false)
    }

    /// Reads a head that begins here.
    ///
    /// - Parameter pixels: where the rows begin; `nil` for right after the palette.
    init(_ reader: inout FileReader, pixels: Int?, isIcon: Bool) throws(MediaError) {
        let start = reader.position
        let length = try reader.bytes(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard [12, 16, 40, 52, 56, 64, 108, 124].contains(length) else { throw Self.damaged }
        try reader.seek(to: start)
        let head = ContentWindow(try reader.bytes(length))
        func field(_ offset: Int, _ width: Int = 4) -> Int { head.littleEndian(width, at: offset) ?? 0 }
        let isCore = length == 12
        let height: Int
        if isCore {
            (self.width, height) = (field(4, 2), field(6, 2))
        } else {
            self.width = Int(Int32(truncatingIfNeeded: field(4)))
            height = Int(Int32(truncatingIfNeeded: field(8)))
        }
        self.depth = isCore ? field(10, 2) : field(14, 2)
        self.isTopDown = height < 0
        self.height = isIcon ? abs(height) / 2 : abs(height)
        guard field(isCore ? 8 : 12, 2) == 1, [1, 4, 8, 16, 24, 32].contains(depth),
            (1...1 << 20).contains(width), (1...1 << 20).contains(self.height)
        else { throw Self.damaged }

        let compression = isCore ? 0 : field(16)
        var bitfieldBytes = 0
        switch compression {
        case 0:
            let depth = self.depth
            masks =
                depth == 16
                ? [0x7C00, 0x03E0, 0x001F, 0]
                : [0xFF_0000, 0xFF00, 0xFF, isIcon && depth == 32 ? 0xFF00_0000 : 0]
        case 3, 6:
            guard depth == 16 || depth == 32 else { throw Self.damaged }
            let masksAreInHead = length >= 52
            if !masksAreInHead { bitfieldBytes = compression == 6 ? 16 : 12 }
            var bits = masksAreInHead ? Array(head.bytes[40...]) : try reader.bytes(bitfieldBytes)
            if length == 52 || bits.count == 12 { bits = Array(bits.prefix(12)) + [0, 0, 0, 0] }
            let window = ContentWindow(bits)
            masks = (0..<4).map { UInt32(window.littleEndian(4, at: $0 * 4) ?? 0) }
        default: throw MediaError(.unsupported, "a bitmap of compression \(compression)")
        }

        paletteEntryBytes = isCore ? 3 : 4
        let declared = isCore || length < 36 ? 0 : field(32)
        let colors = depth > 8 ? (declared <= 256 ? declared : 0) : (declared == 0 ? 1 << depth : declared)
        guard colors <= 256 else { throw Self.damaged }
        let paletteStart = start + length + bitfieldBytes
        palette = paletteStart..<paletteStart + (depth > 8 ? 0 : colors * paletteEntryBytes)
        self.pixels = pixels ?? paletteStart + colors * paletteEntryBytes
        guard self.pixels >= palette.upperBound, palette.upperBound <= reader.size else { throw Self.damaged }
        var end = self.pixels + (width * depth + 31) / 32 * 4 * self.height
        // 'MBED': a colour profile within the file, at an offset from the head.
        if length == 124, field(56) == 0x4D42_4544, field(112) > 0, field(116) > 0 {
            end = max(end, start + field(112) + field(116))
        }
        self.end = end
    }

    private static var damaged: MediaError { MediaError(.undecodable, "a bitmap's head is damaged") }
}
