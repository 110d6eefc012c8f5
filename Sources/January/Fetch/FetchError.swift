internal import StoatModels

/// Why something could not be fetched.
enum FetchError: Error, Sendable, Equatable {
    /// The URL cannot be read, or names a scheme, a user or a zone that is never fetched.
    case unusable
    /// The host, its address or the port is not for this service to reach.
    case refused
    /// No connection, or one that broke; with the words for the log.
    case connection(String)
    /// A time limit ran out.
    case timedOut
    /// The answer is larger than it may be: its head, or its body where only a whole one is of use.
    case tooLarge
    /// A status other than 2xx, a redirect without a target, or one redirect too many.
    case status(Int)
    /// There is no content type, or none that can be read.
    case untyped
    /// Too many fetches are waiting.
    case overloaded
    /// Nobody waits for the result any more.
    case cancelled

    /// What the client is told.
    var visible: APIError {
        switch self {
        case .refused: APIError(.invalidOperation)
        case .overloaded, .cancelled: APIError(.serviceUnavailable)
        case .unusable, .connection, .timedOut, .tooLarge, .status, .untyped: APIError(.proxyError)
        }
    }
}
