/// Why a file could not be inspected, cleaned or shown.
public struct MediaError: Error, Sendable, CustomStringConvertible {
    /// The kinds that callers tell apart.
    public enum Code: Sendable, Equatable {
        /// The content is damaged, ends early, or is not what it claims to be.
        case undecodable
        /// The picture exceeds a limit.
        case tooLarge(Limit)
        /// The picture is smaller than the least resolution.
        case tooSmall
        /// The format is known but cannot be handled here.
        case unsupported
        /// `ffmpeg` or `ffprobe` refused the file, or could not be started.
        case toolFailed
        /// The work took longer than it may.
        case timedOut
        /// Too much work is waiting; a later try may succeed.
        case overloaded
        /// A local file could not be read or written.
        case inputOutput
        /// The calling task was cancelled.
        case cancelled
    }

    /// A limit of ``MediaLimits``.
    public enum Limit: String, Sendable {
        /// ``MediaLimits/maxMegaPixels``.
        case pixels
        /// ``MediaLimits/maxPixelSide``.
        case side
        /// ``MediaLimits/maxFrames``.
        case frames
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, for the log.
    public let message: String

    /// An error of this kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The words for the log.
    public var description: String { "\(code): \(message)" }
}
