internal import Foundation

/// What went wrong in a blob store.
///
/// Never shown to clients: the edge logs it and answers a typed API error.
public struct BlobError: Error, Sendable, CustomStringConvertible {
    /// The kinds that callers tell apart.
    public enum Code: String, Sendable {
        /// There is no such object.
        case notFound
        /// The store cannot be reached or did not answer in time; a later try may succeed.
        case unavailable
        /// The credentials are wrong, lack a permission, or there is no such bucket.
        case refused
        /// The bytes are not those that were written: a wrong key, a changed or a shortened object.
        case damaged
        /// No space is left.
        case full
        /// A key, address or secret that can never work.
        case invalid
        /// The task was cancelled.
        case cancelled
        /// Anything else.
        case failed
    }

    /// The kind of failure.
    public let code: Code
    /// The store's own words, for the log.
    public let message: String

    /// An error of this kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The error that a system call left in `errno`.
    ///
    /// - Parameter number: `errno`, read before anything else could change it.
    init(errno number: Int32, _ doing: String) {
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT: .full
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM, EROFS: .refused
            case EIO, ESTALE, ETIMEDOUT, EMFILE, ENFILE, ENOMEM, EAGAIN, ENODEV, ENXIO: .unavailable
            default: .failed
            }
        self.init(code, "\(doing): \(String(cString: strerror(number)))")
    }

    /// Whether the same call may succeed later.
    public var isRetriable: Bool { code == .unavailable }

    /// The words for the log.
    public var description: String { "\(code.rawValue): \(message)" }
}
