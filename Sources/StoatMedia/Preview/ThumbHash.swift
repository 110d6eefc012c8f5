import Glibc

/// A picture reduced to some 25 bytes, which clients show while the real one is on its way.
///
/// The published ThumbHash format: luminance, two colour differences and alpha as a few cosine terms each, quantised
/// to four bits.
enum ThumbHash {
    /// The longest side of a picture that is hashed.
    static let maxSide = 100

    /// The hash of a picture of at most 100 by 100 pixels.
    static func encode(_ pixels: Pixels) -> [UInt8] {
        let (width, height) = (pixels.width, pixels.height)
        var channels = Channels(pixels)
        let longest = Double(max(width, height))
        let terms = channels.hasAlpha ? 5.0 : 7.0
        let lumaX = max(1, rounded(terms * Double(width) / longest))
        let lumaY = max(1, rounded(terms * Double(height) / longest))
        let basis = Basis(width: width, height: height)
        let luma = Terms(channels.luma, basis, columns: max(3, lumaX), rows: max(3, lumaY))
        let yellowBlue = Terms(channels.yellowBlue, basis, columns: 3, rows: 3)
        let redGreen = Terms(channels.redGreen, basis, columns: 3, rows: 3)
        var series = [luma, yellowBlue, redGreen]

        let isLandscape = width > height
        let first =
            rounded(63 * luma.constant) | rounded(31.5 + 31.5 * yellowBlue.constant) << 6
            | rounded(31.5 + 31.5 * redGreen.constant) << 12 | rounded(31 * luma.scale) << 18
            | (channels.hasAlpha ? 1 : 0) << 23
        let second =
            (isLandscape ? lumaY : lumaX) | rounded(63 * yellowBlue.scale) << 3 | rounded(63 * redGreen.scale) << 9
            | (isLandscape ? 1 : 0) << 15
        var hash: [UInt8] = [first, first >> 8, first >> 16, second, second >> 8].map(UInt8.init(truncatingIfNeeded:))
        if channels.hasAlpha {
            let alpha = Terms(channels.takeAlpha(), basis, columns: 5, rows: 5)
            hash.append(UInt8(truncatingIfNeeded: rounded(15 * alpha.constant) | rounded(15 * alpha.scale) << 4))
            series.append(alpha)
        }
        var isHigh = false
        for factor in series.flatMap(\.factors) {
            let nibble = UInt8(truncatingIfNeeded: rounded(15 * factor))
            if isHigh { hash[hash.count - 1] |= nibble << 4 } else { hash.append(nibble) }
            isHigh.toggle()
        }
        return hash
    }

    /// Halves go up, as in the reference encoder.
    private static func rounded(_ number: Double) -> Int { Int((number + 0.5).rounded(.down)) }

    /// The picture over its average colour, in the hash's own colour space.
    private struct Channels {
        var luma: [Double] = []
        var yellowBlue: [Double] = []
        var redGreen: [Double] = []
        private var alpha: [Double] = []
        let hasAlpha: Bool

        init(_ pixels: Pixels) {
            let count = pixels.width * pixels.height
            var sums = (red: 0.0, green: 0.0, blue: 0.0, alpha: 0.0)
            for index in 0..<count {
                let alpha = Double(pixels.rgba[index * 4 + 3]) / 255
                sums.red += alpha / 255 * Double(pixels.rgba[index * 4])
                sums.green += alpha / 255 * Double(pixels.rgba[index * 4 + 1])
                sums.blue += alpha / 255 * Double(pixels.rgba[index * 4 + 2])
                sums.alpha += alpha
            }
            hasAlpha = sums.alpha < Double(count)
            if sums.alpha > 0 {
                sums.red /= sums.alpha
                sums.green /= sums.alpha
                sums.blue /= sums.alpha
            }
            luma.reserveCapacity(count)
            yellowBlue.reserveCapacity(count)
            redGreen.reserveCapacity(count)
            for index in 0..<count {
                let alpha = Double(pixels.rgba[index * 4 + 3]) / 255
                let red = sums.red * (1 - alpha) + alpha / 255 * Double(pixels.rgba[index * 4])
                let green = sums.green * (1 - alpha) + alpha / 255 * Double(pixels.rgba[index * 4 + 1])
                let blue = sums.blue * (1 - alpha) + alpha / 255 * Double(pixels.rgba[index * 4 + 2])
                luma.append((red + green + blue) / 3)
                yellowBlue.append((red + green) / 2 - blue)
                redGreen.append(red - green)
                if hasAlpha { self.alpha.append(alpha) }
            }
        }

        mutating func takeAlpha() -> [Double] { alpha }
    }

    /// The cosines that the terms are made of: seven per direction are enough for all.
    private struct Basis {
        let width: Int
        let height: Int
        let columns: [[Double]]
        let rows: [[Double]]

        init(width: Int, height: Int) {
            self.width = width
            self.height = height
            columns = Self.cosines(width)
            rows = Self.cosines(height)
        }

        private static func cosines(_ length: Int) -> [[Double]] {
            (0..<7).map { term in
                (0..<length).map { cos(Double.pi / Double(length) * Double(term) * (Double($0) + 0.5)) }
            }
        }
    }

    /// One channel as its average and cosine terms between 0 and 1.
    private struct Terms {
        var constant = 0.0
        var factors: [Double] = []
        var scale = 0.0

        init(_ channel: [Double], _ basis: Basis, columns: Int, rows: Int) {
            let (width, height) = (basis.width, basis.height)
            for row in 0..<rows {
                var column = 0
                while column * rows < columns * (rows - row) {
                    var sum = 0.0
                    for y in 0..<height {
                        var line = 0.0
                        for x in 0..<width { line += channel[x + y * width] * basis.columns[column][x] }
                        sum += line * basis.rows[row][y]
                    }
                    sum /= Double(width * height)
                    if row == 0 && column == 0 {
                        constant = sum
                    } else {
                        factors.append(sum)
                        scale = max(scale, abs(sum))
                    }
                    column += 1
                }
            }
            if scale > 0 { factors = factors.map { 0.5 + 0.5 / scale * $0 } }
        }
    }
}
