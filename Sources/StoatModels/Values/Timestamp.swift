/// A moment in milliseconds since the Unix epoch, the precision of every stored and sent time.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public let milliseconds: Int64

    /// The moment this many milliseconds after the epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whether `left` is earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// This moment moved by a duration, cut to whole milliseconds.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The time from `earlier` to this moment.
    public func since(_ earlier: Timestamp) -> Duration { .milliseconds(milliseconds - earlier.milliseconds) }

    /// The same as ``iso8601``.
    public var description: String { iso8601 }
}

extension Timestamp {
    /// UTC text with exactly three fraction digits, the form stored and sent.
    ///
    /// For example `2026-08-15T19:22:34.000Z`.
    public var iso8601: String {
        String(unsafeUninitializedCapacity: Self.iso8601Length) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            writeISO8601(to: start)
            return Self.iso8601Length
        }
    }

    /// Bytes of ``iso8601``.
    static let iso8601Length = 24

    /// Writes ``iso8601`` to memory that has room for its 24 bytes.
    ///
    /// Years outside of 0…9999, which the form cannot say, are written as the nearest that it can.
    func writeISO8601(to start: UnsafeMutablePointer<UInt8>) {
        let (days, dayMilliseconds) = Self.floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = Self.civil(fromDays: days)
        func put(_ number: Int64, at place: Int, digits: Int, then separator: Unicode.Scalar) {
            var rest = number
            for index in stride(from: place + digits - 1, through: place, by: -1) {
                start[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            start[place + digits] = UInt8(ascii: separator)
        }
        put(min(max(year, 0), 9999), at: 0, digits: 4, then: "-")
        put(month, at: 5, digits: 2, then: "-")
        put(day, at: 8, digits: 2, then: "T")
        put(dayMilliseconds / 3_600_000, at: 11, digits: 2, then: ":")
        put(dayMilliseconds / 60_000 % 60, at: 14, digits: 2, then: ":")
        put(dayMilliseconds / 1000 % 60, at: 17, digits: 2, then: ".")
        put(dayMilliseconds % 1000, at: 20, digits: 3, then: "Z")
    }

    /// Reads ISO 8601 date-times of any fraction precision, with `Z`, an offset (`+02:00`, `+0200`, `+02`) or none
    /// (read as UTC).
    ///
    /// `nil` for anything else.
    public init?(iso8601 text: String) {
        var bytes = Array(text.utf8)[...]
        func number(_ digits: Int) -> Int64? {
            guard bytes.count >= digits else { return nil }
            var value: Int64 = 0
            for byte in bytes.prefix(digits) {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            bytes.removeFirst(digits)
            return value
        }
        func skip(_ allowed: UInt8...) -> Bool {
            guard let first = bytes.first, allowed.contains(first) else { return false }
            bytes.removeFirst()
            return true
        }
        guard let year = number(4) else { return nil }
        _ = skip(45)
        guard let month = number(2) else { return nil }
        _ = skip(45)
        guard let day = number(2), (1...12).contains(month), (1...31).contains(day), skip(84, 116, 32),
            let hour = number(2)
        else { return nil }
        _ = skip(58)
        guard let minute = number(2), hour < 25, minute < 60 else { return nil }
        var seconds: Int64 = 0
        var fraction: Int64 = 0
        if skip(58) || (bytes.first.map { $0 >= 48 && $0 <= 57 } ?? false) {
            guard let value = number(2), value < 61 else { return nil }
            seconds = value
        }
        if skip(46, 44) {
            var scale: Int64 = 100
            while let digit = number(1) {
                fraction += digit * scale
                scale /= 10
            }
        }
        var offsetMinutes: Int64 = 0
        if let sign = bytes.first, sign == 43 || sign == 45 {
            bytes.removeFirst()
            guard let hours = number(2) else { return nil }
            _ = skip(58)
            offsetMinutes = (hours * 60 + (number(2) ?? 0)) * (sign == 43 ? 1 : -1)
        } else {
            _ = skip(90, 122)
        }
        guard bytes.isEmpty else { return nil }
        let days = Self.days(fromYear: year, month: month, day: day)
        let minutes = days * 1440 + hour * 60 + minute - offsetMinutes
        self.init(milliseconds: (minutes * 60 + seconds) * 1000 + fraction)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    // Proleptic Gregorian calendar from days since the epoch, counted in 400-year eras that begin on 1 March.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(fromYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
