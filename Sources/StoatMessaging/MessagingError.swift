/// What went wrong in a broker, cache or queue.
///
/// Never shown to clients.
public struct MessagingError: Error, Sendable, CustomStringConvertible {
    /// The kinds that callers tell apart.
    public enum Code: String, Sendable {
        /// The server cannot be reached or did not answer in time; a later try may succeed.
        case unavailable
        /// A bounded buffer is full; a later try may succeed.
        case overloaded
        /// The credentials are wrong.
        case unauthorized
        /// The server refused the command.
        case failed
        /// Already shut down.
        case closed
    }

    /// What kind of failure it is.
    public let code: Code
    /// The library's or server's own words, for the log.
    public let message: String

    /// An error of this kind; `message` is for the log only.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same call may succeed later.
    public var isRetriable: Bool { code == .unavailable || code == .overloaded }

    /// The kind and the message, for the log.
    public var description: String { "\(code.rawValue): \(message)" }
}
