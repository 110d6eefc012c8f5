internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import StoatCore
internal import Synchronization

/// Counts sockets that have not authenticated yet, per client address, so that one host cannot hold them all.
///
/// Authenticated sockets are not limited here: thousands of users may share the address of a carrier or a school.
final class AddressGate: Sendable {
    private let limit: Int
    private let addresses: ClientAddressPolicy
    private let counts = Mutex<[String: Int]>([:])

    init(limit: Int, addresses: ClientAddressPolicy) {
        self.limit = limit
        self.addresses = addresses
    }

    /// The place of one socket at the gate, given back with ``release(_:)``.
    struct Pass: Sendable {
        fileprivate let address: String?
    }

    /// Admits a socket; `nil` when its address has too many that wait.
    func admit(peer: SocketAddress?, headers: HTTPHeaders) -> Pass? {
        guard let address = client(peer: peer, headers: headers) else { return Pass(address: nil) }
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

    /// The address to count; `nil` for loopback, which is a proxy that does not say for whom it connects, or a test.
    private func client(peer: SocketAddress?, headers: HTTPHeaders) -> String? {
        guard let address = peer?.ipAddress.flatMap({ IPAddress($0) }) else { return nil }
        var fields = HTTPFields()
        for name in ["X-Forwarded-For", "CF-Connecting-IP"] {
            guard let field = HTTPField.Name(name) else { continue }
            for value in headers[name] { fields.append(HTTPField(name: field, value: value)) }
        }
        guard let client = addresses.address(peer: address, headers: fields)?.description else { return nil }
        let isLoopback = client.hasPrefix("127.") || client == "::1"
        return isLoopback ? nil : client
    }
}
