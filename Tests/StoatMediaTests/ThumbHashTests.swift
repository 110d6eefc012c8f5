import Foundation
import Testing

@testable import StoatMedia

@Suite("ThumbHash") struct ThumbHashTests {
    /// Answers of the published reference encoder for the pattern below.
    static let vectors: [(width: Int, height: Int, hasAlpha: Bool, hash: String)] = [
        (100, 75, false, "6107063d82077568a859168698777877f836e7ff31"),
        (30, 100, false, "dc080a4a04723fa454a697777ab063fb88"),
        (64, 64, false, "e206063f04214667aa078686987a78798777e73f72fa2a05"),
        (100, 40, true, "6107821a82081c40b788a5f346778f7788196838888870"),
        (17, 90, true, "9a0986290608530d77b56b7994a09905667851785906a5"),
        (3, 2, true, "55c28103801140b8ca8a87bf35088a8b7578758887a808"),
    ]

    @Test("equals the reference encoder's", arguments: vectors)
    func reference(width: Int, height: Int, hasAlpha: Bool, hash: String) {
        var rgba: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let pixel: [Int] = [x * 7 + y * 3, x * y + 40, 255 - x * 2 + y, hasAlpha ? x * 5 + y * 11 : 255]
                rgba += pixel.map { UInt8(truncatingIfNeeded: $0) }
            }
        }
        let bytes = ThumbHash.encode(Pixels(width: width, height: height, rgba: rgba))
        #expect(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == hash)
    }

    @Test(
        "of flat pictures holds their colour and shape",
        arguments: [(100, 50), (50, 100), (64, 64), (1, 1), (100, 1)]
    )
    func flat(width: Int, height: Int) {
        let rgba = (0..<width * height).flatMap { _ -> [UInt8] in [200, 100, 50, 255] }
        let hash = ThumbHash.encode(Pixels(width: width, height: height, rgba: rgba))
        let (red, green, blue, alpha) = average(hash)
        #expect(abs(red - 200 / 255) < 0.03 && abs(green - 100 / 255) < 0.03 && abs(blue - 50 / 255) < 0.03)
        #expect(alpha == 1)
        #expect((hash[4] & 0x80 != 0) == (width > height))
    }

    @Test("knows clear pixels and leaves their colour out")
    func alpha() {
        var rgba: [UInt8] = []
        for index in 0..<32 * 32 { rgba += index % 32 < 16 ? [255, 0, 0, 255] : [0, 255, 0, 0] }
        let hash = ThumbHash.encode(Pixels(width: 32, height: 32, rgba: rgba))
        let (red, green, _, alpha) = average(hash)
        #expect(hash[2] & 0x80 != 0)
        #expect(abs(alpha - 0.5) < 0.05 && red > 0.9 && green < 0.1)
    }

    @Test("of an empty picture of clear pixels is that of nothing")
    func clear() {
        let hash = ThumbHash.encode(Pixels(width: 8, height: 8, rgba: [UInt8](repeating: 0, count: 256)))
        #expect(average(hash).alpha == 0)
    }

    @Test("decodes to the picture's light and dark sides")
    func gradient() {
        var rgba: [UInt8] = []
        for _ in 0..<60 {
            for x in 0..<90 { rgba += [UInt8(x * 255 / 89), UInt8(x * 255 / 89), UInt8(x * 255 / 89), 255] }
        }
        let hash = ThumbHash.encode(Pixels(width: 90, height: 60, rgba: rgba))
        let luma = decodeLuma(hash, at: [0.05, 0.5, 0.95])
        #expect(luma[0] < 0.2 && abs(luma[1] - 0.5) < 0.1 && luma[2] > 0.8, "\(luma)")
        #expect(hash.count == 5 + (termCount(7, 5) + 5 + 5 + 1) / 2)
    }

    /// What the format's decoder reads as the average colour.
    private func average(_ hash: [UInt8]) -> (red: Double, green: Double, blue: Double, alpha: Double) {
        let header = Int(hash[0]) | Int(hash[1]) << 8 | Int(hash[2]) << 16
        let luma = Double(header & 63) / 63
        let yellowBlue = Double(header >> 6 & 63) / 31.5 - 1
        let redGreen = Double(header >> 12 & 63) / 31.5 - 1
        let alpha = header >> 23 == 1 ? Double(hash[5] & 15) / 15 : 1
        let blue = luma - 2 / 3 * yellowBlue
        let red = (3 * luma - blue + redGreen) / 2
        return (red, red - redGreen, blue, alpha)
    }

    private func termCount(_ columns: Int, _ rows: Int) -> Int {
        var count = -1
        for row in 0..<rows {
            var column = 0
            while column * rows < columns * (rows - row) {
                count += 1
                column += 1
            }
        }
        return count
    }

    /// The luminance in the middle row at fractions of the width, of a landscape hash without alpha.
    private func decodeLuma(_ hash: [UInt8], at places: [Double]) -> [Double] {
        let header = Int(hash[0]) | Int(hash[1]) << 8 | Int(hash[2]) << 16
        let rows = max(3, Int(hash[3]) & 7)
        let scale = Double(header >> 18 & 31) / 31
        var factors: [(x: Int, y: Int, value: Double)] = []
        var index = 0
        for row in 0..<rows {
            var column = row == 0 ? 1 : 0
            while column * rows < 7 * (rows - row) {
                let nibble = hash[5 + index / 2] >> UInt8(index % 2 * 4) & 15
                factors.append((column, row, (Double(nibble) / 7.5 - 1) * scale))
                index += 1
                column += 1
            }
        }
        return places.map { place in
            factors.reduce(Double(header & 63) / 63) { sum, factor in
                sum + 2 * factor.value * cos(.pi * place * Double(factor.x)) * cos(.pi * 0.5 * Double(factor.y))
            }
        }
    }
}
