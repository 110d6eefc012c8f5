internal import Glibc

/// The address at the other end of a connection, as the system names it.
enum PeerAddress: Sendable, Hashable {
    case four(UInt32)
    case six(high: UInt64, low: UInt64)

    /// An address of 4 or 16 bytes in network order; `nil` for any other number.
    init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        switch bytes.count {
        case 4: self = .four(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            self = .six(
                high: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
            )
        default: return nil
        }
    }

    /// Reads the text forms `a.b.c.d` and those of IPv6; `nil` for anything else, names included.
    init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .four(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
    }

    /// Whether the address belongs to a machine on the public network.
    ///
    /// Everything is refused that leads to this machine, to its neighbours, to the services of a cloud that answer on
    /// well-known addresses, to more than one machine, or through a translator to an IPv4 address that would have to be
    /// judged in turn (IANA's special-purpose registries, RFC 6890).
    var isPublic: Bool {
        switch self {
        case .four(let address): !Self.reservedFour.contains { address & $0.mask == $0.base }
        case .six(let high, _):
            // Only 2000::/3 is given out; loopback, mapped and private addresses and NAT64 all lie elsewhere.
            high >> 61 == 1 && !Self.reservedSix.contains { high & $0.mask == $0.base }
        }
    }

    private static let reservedFour: [(base: UInt32, mask: UInt32)] = [
        four(0, 0, 0, 0, 8), four(10, 0, 0, 0, 8), four(100, 64, 0, 0, 10), four(127, 0, 0, 0, 8),
        four(169, 254, 0, 0, 16), four(172, 16, 0, 0, 12), four(192, 0, 0, 0, 24), four(192, 0, 2, 0, 24),
        four(192, 88, 99, 0, 24), four(192, 168, 0, 0, 16), four(198, 18, 0, 0, 15), four(198, 51, 100, 0, 24),
        four(203, 0, 113, 0, 24), four(224, 0, 0, 0, 4), four(240, 0, 0, 0, 4),
        // Azure's host agent, which hands out credentials from a public address.
        four(168, 63, 129, 16, 32),
    ]

    /// Upper halves; no network here is longer than 64 bits.
    private static let reservedSix: [(base: UInt64, mask: UInt64)] = [
        // Protocol assignments, Teredo among them.
        (0x2001_0000_0000_0000, 0xFFFF_FE00_0000_0000),
        // Documentation.
        (0x2001_0DB8_0000_0000, 0xFFFF_FFFF_0000_0000), (0x3FFF_0000_0000_0000, 0xFFFF_F000_0000_0000),
        // 6to4.
        (0x2002_0000_0000_0000, 0xFFFF_0000_0000_0000),
    ]

    private static func four(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ prefix: UInt32) -> (UInt32, UInt32) {
        (a << 24 | b << 16 | c << 8 | d, UInt32.max << (32 - prefix))
    }
}
