internal import NIOCore
internal import Synchronization

/// Counts sockets that have not authenticated yet, per client address, so that one host cannot hold them all.
///
/// Authenticated sockets are not limited here: thousands of users may share the address of a carrier or a school.
final class AddressGate: Sendable {
    private let limit: Int
    private let proxies: Set<String>
    private let counts = Mutex<[String: Int]>([:])

    /// - Parameter proxies: addresses whose `X-Forwarded-For` is believed.
    init(limit: Int, proxies: Set<String>) {
        self.limit = limit
        self.proxies = proxies
    }

    /// The place of one socket at the gate, given back with ``release(_:)``.
    struct Pass: Sendable {
        fileprivate let address: String?
    }

    /// Admits a socket; `nil` when its address has too many that wait.
    func admit(peer: SocketAddress?, forwardedFor: [String]) -> Pass? {
        guard let address = client(peer: peer, forwardedFor: forwardedFor) else { return Pass(address: nil) }
        return counts.withLock { counts in
            let count = counts[address, default: 0]
            guard count < limit else { return nil }
            counts[address] = count + 1
            return Pass(address: address)
        }
    }

    /// Takes a pass back, once.
    func release(_ pass: Pass) {
        guard let address = pass.address else { return }
        counts.withLock { counts in
            let count = counts[address, default: 1]
            counts[address] = count > 1 ? count - 1 : nil
        }
    }

    /// The address to count, `nil` for loopback and for proxies that do not say for whom they connect.
    func client(peer: SocketAddress?, forwardedFor: [String]) -> String? {
        guard let address = peer?.ipAddress else { return nil }
        let isLoopback = address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
        guard isLoopback || proxies.contains(address) else { return address }
        let hops = forwardedFor.joined(separator: ",").split(separator: ",").map { hop in
            String(hop.filter { $0 != " " })
        }
        return hops.last { !proxies.contains($0) }
    }
}
