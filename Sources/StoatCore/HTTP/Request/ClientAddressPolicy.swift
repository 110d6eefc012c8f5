public import HTTPTypes

/// Finds the client's address behind proxies.
///
/// Forwarding headers count only when the connection comes from a trusted proxy: anyone else could write anything into
/// them and so escape every limit.
public struct ClientAddressPolicy: Sendable {
    private let trustsCloudflare: Bool
    private let proxies: [IPNetwork]

    /// Trusts the given networks, and `CF-Connecting-IP` from anywhere if told so (the operator then must let nobody
    /// but Cloudflare connect).
    public init(trustsCloudflare: Bool = false, proxies: [IPNetwork] = []) {
        self.trustsCloudflare = trustsCloudflare
        self.proxies = proxies
    }

    /// The client's address; the peer's own where no trusted header names another.
    public func address(peer: IPAddress?, headers: HTTPFields) -> IPAddress? {
        if trustsCloudflare, let address = headers.first(.connectingAddress).flatMap({ IPAddress($0) }) {
            return address
        }
        guard let peer, isTrusted(peer) else { return peer }
        // Each proxy appends the address it was called from, so the list is read from the right until it leaves the
        // trusted networks.
        var client = peer
        for entry in headers[values: .forwardedFor].flatMap({ $0.split(separator: ",") }).reversed() {
            guard let address = IPAddress(entry) else { return client }
            client = address
            if !isTrusted(address) { return client }
        }
        return client
    }

    private func isTrusted(_ address: IPAddress) -> Bool { proxies.contains { $0.contains(address) } }
}
