internal import Foundation

/// Where Redis (or KeyDB, Valkey) is and how long to wait for it.
public struct RedisSettings: Sendable, Equatable {
    /// How the server is reached.
    public enum Address: Sendable, Equatable {
        /// By name or number, over TCP.
        case tcp(host: String, port: Int)
        /// By a socket file.
        case unix(path: String)
    }

    /// How the server is reached.
    public var address: Address
    /// The user of an access control list; `nil` means the default user.
    public var username: String?
    /// The password, where the server wants one.
    public var password: String?
    /// The number of the database.
    public var database = 0
    /// Longest time to open a connection.
    public var connectTimeout: Duration = .seconds(2)
    /// Longest time for an answer; a connection that takes longer is given up.
    public var commandTimeout: Duration = .seconds(2)
    /// Waits between attempts to reconnect.
    public var reconnects: BackOff = .reconnects
    /// Commands that may wait to be sent before further ones are refused.
    public var capacity = 16_384

    /// Settings for a server at `host`.
    public init(host: String, port: Int = 6379) { self.address = .tcp(host: host, port: port) }

    /// Reads `redis://[user[:password]@]host[:port][/database]` or `unix:///path[?db=1]`; user and password may be
    /// percent-encoded, as upstream's client decodes them.
    ///
    /// - Throws: ``MessagingError`` `.failed` with a sentence for the operator. TLS (`rediss`) is refused: the client
    ///   library has none.
    public init(url: String) throws(MessagingError) {
        // The text may hold a password: messages name the fault, never the text.
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else {
            throw MessagingError(.failed, "the Redis URL cannot be read; expected redis://[:password@]host[:port][/db]")
        }
        switch scheme {
        case "redis", "valkey", "keydb":
            guard let host = parts.host, !host.isEmpty else {
                throw MessagingError(.failed, "the Redis URL names no host")
            }
            let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
            self.init(host: bare, port: parts.port ?? 6379)
            self.database = try Self.database(String(parts.path.dropFirst()))
        case "unix", "redis+unix":
            self.init(host: "")
            self.address = .unix(path: parts.path)
            self.database = try Self.database(parts.queryItems?.first { $0.name == "db" }?.value ?? "")
        case "rediss", "valkeys":
            throw MessagingError(
                .failed,
                "Redis over TLS (\(scheme)://) is not supported; use redis:// through a private network or a tunnel"
            )
        default:
            throw MessagingError(.failed, "\(scheme):// is not a Redis URL; expected redis:// or unix://")
        }
        if let user = parts.user, !user.isEmpty { self.username = user }
        if let password = parts.password, !password.isEmpty { self.password = password }
    }

    /// The address without credentials, for logs.
    public var description: String {
        switch address {
        case .tcp(let host, let port): "\(host):\(port)/\(database)"
        case .unix(let path): "\(path)/\(database)"
        }
    }

    private static func database(_ text: String) throws(MessagingError) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(text), number >= 0 else {
            throw MessagingError(.failed, "the Redis URL ends in \(text); expected the number of a database")
        }
        return number
    }
}
