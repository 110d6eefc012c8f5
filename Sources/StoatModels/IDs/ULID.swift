/// A 128-bit identifier whose first 48 bits are milliseconds since the epoch, written as 26 Crockford base32 digits.
public struct ULID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The upper 64 bits: 48 of time, 16 of randomness.
    public let high: UInt64
    /// The lower 64 bits of randomness.
    public let low: UInt64

    /// The id of these 128 bits.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id of this moment with 80 random bits from `generator`.
    public init(at moment: Timestamp, using generator: inout some RandomNumberGenerator) {
        let time = UInt64(clamping: moment.milliseconds) & 0xFFFF_FFFF_FFFF
        self.high = time << 16 | UInt64(UInt16.random(in: .min ... .max, using: &generator))
        self.low = generator.next()
    }

    /// A new id of this moment from the system generator.
    public init(at moment: Timestamp = .now) {
        var generator = SystemRandomNumberGenerator()
        self.init(at: moment, using: &generator)
    }

    /// The smallest id of a moment: a lower bound for everything created then or later.
    public static func floor(of moment: Timestamp) -> ULID {
        ULID(high: (UInt64(clamping: moment.milliseconds) & 0xFFFF_FFFF_FFFF) << 16, low: 0)
    }

    /// Reads 26 Crockford digits of either case; `nil` for other text or a value over 128 bits.
    public init?(_ text: String) {
        guard text.utf8.count == 26 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in text.utf8.enumerated() {
            let digit = Self.decoding[Int(byte)]
            guard digit != 255, index > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        self.init(high: high, low: low)
    }

    /// When the id was made.
    public var timestamp: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

    /// Orders by time, then by the random bits.
    public static func < (left: ULID, right: ULID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// The 26 Crockford digits in upper case.
    public var description: String {
        String(unsafeUninitializedCapacity: 26) { buffer in
            var (high, low) = (self.high, self.low)
            for index in stride(from: 25, through: 0, by: -1) {
                buffer[index] = Self.alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return 26
        }
    }

    private static let alphabet: [UInt8] = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let decoding: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (digit, byte) in alphabet.enumerated() {
            table[Int(byte)] = UInt8(digit)
            if byte >= 65 { table[Int(byte) + 32] = UInt8(digit) }
        }
        return table
    }()
}

extension Identifier {
    /// A fresh id: the ULID of `moment` with system randomness.
    public static func new(at moment: Timestamp = .now) -> Self { Self(rawValue: ULID(at: moment).description) }
}
