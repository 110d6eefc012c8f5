internal import Foundation

/// An IPv4 or IPv6 address as 128 bits; IPv4 is held as `::ffff:a.b.c.d`, so both compare alike.
public struct IPAddress: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads an address in text form; `[…]`, a zone (`%eth0`) and a port, which some proxies append, are dropped.
    public init?(_ text: some StringProtocol) {
        var text = String(text).trimmingCharacters(in: .whitespaces)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.contains("."), text.split(separator: ":").count == 2, !text.contains("::") {
            text = String(text.prefix { $0 != ":" })
        }
        text = String(text.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let words = withUnsafeBytes(of: six) { raw in
            (raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// What one subscriber can be counted by: the IPv4 address, or the /64 network that an IPv6 line owns whole.
    var subscriber: String { isIPv4 ? description : "\(IPAddress(high: high, low: 0))/64" }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text form.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isIPv4 {
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            inet_ntop(AF_INET, &four, &text, socklen_t(text.count))
        } else {
            var words = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &words, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A network such as `10.0.0.0/8`, or a single address.
public struct IPNetwork: Sendable, Hashable {
    private let base: IPAddress
    private let prefix: Int

    /// Reads `address/prefix` or an address; `nil` for other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let base = IPAddress(first) else { return nil }
        let width = base.isIPv4 ? 32 : 128
        var prefix = width
        if parts.count == 2 {
            guard let number = Int(parts[1]), (0...width).contains(number) else { return nil }
            prefix = number
        }
        self.base = base
        self.prefix = prefix + (128 - width)
    }

    /// Whether the address lies within.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.isIPv4 == base.isIPv4 else { return false }
        let highMask: UInt64 = prefix >= 64 ? .max : prefix == 0 ? 0 : .max << UInt64(64 - prefix)
        let lowMask: UInt64 = prefix <= 64 ? 0 : .max << UInt64(128 - prefix)
        return (address.high ^ base.high) & highMask == 0 && (address.low ^ base.low) & lowMask == 0
    }
}
