internal import NIOHTTP1

/// What an HTTP request to the gateway is answered with.
///
/// Pure.
enum UpgradeDecision: Equatable {
    /// A valid WebSocket opening handshake.
    case upgrade
    /// A question whether the gateway is there.
    case healthy
    /// Not a WebSocket request, or one of a version that is not spoken here.
    case upgradeRequired
    /// A broken opening handshake.
    case badRequest

    /// Judges a request by RFC 6455 §4.2.1.
    ///
    /// Any path is accepted: proxies may or may not strip their prefix.
    init(_ head: HTTPRequestHead) {
        guard head.headers.hasToken("websocket", in: "Upgrade") else {
            let path = head.uri.prefix { $0 != "?" }
            self = head.method == .GET && (path == "/" || path == "/health") ? .healthy : .upgradeRequired
            return
        }
        let keys = head.headers["Sec-WebSocket-Key"]
        guard head.method == .GET, head.version == .http1_1, head.headers.hasToken("upgrade", in: "Connection"),
            keys.count == 1, Self.isKey(keys[0])
        else {
            self = .badRequest
            return
        }
        self = head.headers["Sec-WebSocket-Version"] == ["13"] ? .upgrade : .upgradeRequired
    }

    /// Whether the text is the base64 form of 16 bytes.
    private static func isKey(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes.suffix(2) == [0x3D, 0x3D] else { return false }
        return bytes.dropLast(2).allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
            default: false
            }
        }
    }
}

extension HTTPHeaders {
    /// Whether a comma-separated header holds a token, whatever its case.
    fileprivate func hasToken(_ token: String, in name: String) -> Bool {
        self[canonicalForm: name].contains { $0.lowercased() == token }
    }
}
