/// The pictures of users without one: a light figure on one of seven colours, 512 pixels square.
enum DefaultAvatar {
    /// The file for a user, chosen by the last character of the id.
    static func image(for id: String) -> [UInt8] { images[number(for: id) - 1] }

    /// Which of the seven pictures an id gets, from 1.
    static func number(for id: String) -> Int {
        guard let last = id.last else { return 1 }
        switch last {
        case "0"..."3", "S", "Z": return 2
        case "4"..."7", "T": return 3
        case "8", "9", "A", "B": return 4
        case "C"..."F", "V": return 5
        case "G", "H", "J", "K", "W": return 6
        case "M", "N", "P", "Q", "X": return 7
        default: return 1
        }
    }

    // Drawn on first use, about 4 KiB each.
    private static let images: [[UInt8]] = colors.map(draw)

    private static let colors: [(UInt8, UInt8, UInt8)] = [
        (0x7A, 0x86, 0x99), (0xE0, 0x5D, 0x5D), (0xE3, 0x8B, 0x3C), (0x4C, 0xA8, 0x6B), (0x35, 0x9C, 0xB5),
        (0x5B, 0x74, 0xD6), (0x9A, 0x62, 0xC7),
    ]

    /// Sixteen shades from the background to the figure make its edge smooth.
    private static func draw(_ color: (UInt8, UInt8, UInt8)) -> [UInt8] {
        func mix(_ value: UInt8, _ step: Int) -> UInt8 { UInt8((Int(value) * (15 - step) + 244 * step) / 15) }
        let palette = (0...15).map { (mix(color.0, $0), mix(color.1, $0), mix(color.2, $0)) }
        return PNG.encode(width: 512, height: 512, palette: palette) { x, y in
            // How far inside the head or the shoulders the pixel's centre is, in pixels.
            let (x, y) = (Double(x) + 0.5, Double(y) + 0.5)
            let head = 92 - distance(x - 256, y - 196)
            let shoulders = min(172 - distance(x - 256, y - 484), 448 - y)
            return UInt8(max(0, min(15, (max(head, shoulders) + 0.5) * 15)))
        }
    }

    private static func distance(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
}
