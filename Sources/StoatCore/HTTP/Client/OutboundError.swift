internal import AsyncHTTPClient
internal import NIOCore

/// Another server gave no answer, or none that may be used.
public struct OutboundError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: Sendable {
        /// No whole answer in time.
        case timedOut
        /// No connection, or one that broke.
        case unreachable
        /// More bytes than are taken.
        case tooLarge
        /// Too many requests of this process wait already.
        case busy
        /// The asking task was cancelled.
        case cancelled
    }

    /// What went wrong.
    public let code: Code
    /// The library's words; they never hold the address, which may contain a key.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let error as OutboundError: self = error
        case is DeadlineExceeded: self.init(.timedOut, "no answer in time")
        case is ConcurrencyGate.Full: self.init(.busy, "too many requests wait")
        case is CancellationError: self.init(.cancelled, "cancelled")
        case let error as HTTPClientError: self.init(Self.code(of: error), error.shortDescription)
        case is ChannelError: self.init(.timedOut, "no connection in time")
        default: self.init(.unreachable, "\(type(of: error))")
        }
    }

    private static func code(of error: HTTPClientError) -> Code {
        let late: [HTTPClientError] = [
            .connectTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout, .readTimeout, .tlsHandshakeTimeout,
            .writeTimeout,
        ]
        if late.contains(error) { return .timedOut }
        return error == .cancelled ? .cancelled : .unreachable
    }

    /// For the log.
    public var description: String { "\(code): \(message)" }
}
