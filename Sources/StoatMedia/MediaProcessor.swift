import Glibc
public import Logging
public import NIOCore
import StoatModels

/// Tells what uploads are, removes their metadata, and makes their previews.
///
/// It works on local files and knows of no network or database. Pictures are handled on a few threads of its own,
/// whose number bounds the memory in use; sound and video by `ffprobe` and `ffmpeg` under limits. Every method may be
/// called from any task; a cancelled task drops work that has not begun and kills a running program.
public final class MediaProcessor: Sendable {
    /// What is accepted, and what handling may cost.
    public let limits: MediaLimits

    private let threads: MediaThreads
    private let streams: StreamTools
    private let logger: Logger

    /// A processor with threads of its own.
    ///
    /// - Parameters:
    ///   - threads: how many pictures are handled at once. Each may take about eight bytes per pixel of the largest
    ///     accepted picture.
    ///   - queue: the most calls waiting or running; further ones fail with ``MediaError/Code/overloaded``.
    public init(
        limits: MediaLimits = MediaLimits(),
        tools: MediaTools = MediaTools(),
        threads: Int = 2,
        queue: Int = 256,
        logger: Logger
    ) {
        self.limits = limits
        self.threads = MediaThreads(count: max(1, threads), limit: queue)
        self.streams = StreamTools(
            runner: ToolRunner(tools: tools, memoryBytes: limits.toolMemoryBytes),
            limits: limits
        )
        self.logger = logger
    }

    /// Detects a file's type by its content, and classifies it by its header.
    ///
    /// A picture beyond the limits or with an unreadable header is described as a plain file, with the reason in
    /// ``Inspection/refusal``. The thumbnail hash is `null` until ``process(file:as:output:)`` has decoded the picture.
    ///
    /// - Parameter name: the name it was uploaded under; decides for `.apk` and `.exe`, and for `.svg` if it is text.
    /// - Throws: ``MediaError`` `.inputOutput`, `.overloaded` or `.cancelled`; damage is not an error here.
    public func inspect(file: String, name: String) async throws(MediaError) -> Inspection {
        let limits = limits
        let inspection = try await threads.run { () throws(MediaError) in
            try Detection.inspect(file: file, name: name, limits: limits)
        }
        guard inspection.contentType.hasPrefix("video/") else { return inspection }
        do throws(MediaError) {
            let probe = try await streams.probe(file: file, type: inspection.contentType)
            guard let size = probe.size else { return inspection }
            return Inspection(
                contentType: inspection.contentType,
                metadata: Inspection.video(width: size.width, height: size.height)
            )
        } catch {
            if error.code == .cancelled { throw error }
            logger.debug("a video cannot be probed", metadata: ["reason": "\(error)"])
            return Inspection(contentType: inspection.contentType, metadata: Inspection.fileMetadata, refusal: error)
        }
    }

    /// Removes a file's metadata and makes it upright.
    ///
    /// - Parameters:
    ///   - inspection: what ``inspect(file:name:)`` answered, or its ``Inspection/asFile``.
    ///   - output: where the clean bytes go; must not exist or may be overwritten. After an error it does not exist.
    /// - Throws: ``MediaError``: `.undecodable` or `.timedOut` for a picture that cannot be decoded whole, `.toolFailed`
    ///   or `.timedOut` for sound and video that cannot be copied. The caller refuses the upload then, or stores the
    ///   bytes as they are.
    public func process(file: String, as inspection: Inspection, output: String) async throws(MediaError) -> Processed {
        let type = inspection.contentType
        do throws(MediaError) {
            if inspection.isImage || LosslessStripper.types.contains(type) {
                let limits = limits
                return try await threads.run { () throws(MediaError) in
                    try PictureProcess.run(file: file, as: inspection, output: output, limits: limits)
                }
            }
            if StreamTools.cleans(type) {
                return try await processStreams(file: file, as: inspection, output: output)
            }
            return Processed(inspection: inspection, isWritten: false)
        } catch {
            unlink(output)
            throw error
        }
    }

    private func processStreams(file: String, as inspection: Inspection, output: String) async throws(MediaError)
        -> Processed
    {
        let type = inspection.contentType
        let probe: StreamProbe
        do throws(MediaError) {
            probe = try await streams.probe(file: file, type: type)
        } catch {
            // What is not known to be a film may be anything that begins like sound or one: two letters suffice.
            if !inspection.isVideo, error.code == .toolFailed {
                return Processed(inspection: inspection.asFile, isWritten: false)
            }
            throw error
        }
        guard probe.hasStreams else {
            if inspection.isVideo { throw MediaError(.toolFailed, "the video has no streams") }
            return Processed(inspection: inspection, isWritten: false)
        }
        try await streams.clean(file: file, type: type, probe: probe, output: output)
        guard inspection.isVideo else { return Processed(inspection: inspection, isWritten: true) }
        guard let size = try await streams.probe(file: output, type: type).size else {
            throw MediaError(.toolFailed, "the copied video has no picture")
        }
        var result = inspection
        result.metadata = Inspection.video(width: size.width, height: size.height)
        return Processed(inspection: result, isWritten: true)
    }

    /// A WebP of a stored picture's first frame that fits a box, never larger than the picture.
    ///
    /// Twice the sides and four times the pixels of the limits are decoded: rows stored before there were limits are
    /// still shown.
    ///
    /// - Parameter quality: 0 to 100; exactly 100 is lossless.
    public func preview(file: String, box: (width: Int, height: Int), quality: Double) async throws(MediaError)
        -> ByteBuffer
    {
        let limits = limits.forStored
        return try await threads.run { () throws(MediaError) in
            try PictureProcess.preview(file: file, box: box, quality: quality, limits: limits)
        }
    }

    /// A WebP of the first frame of a picture in memory that fits a box, never larger than the picture.
    ///
    /// - Parameter quality: 0 to 100; exactly 100 is lossless.
    public func preview(bytes: ByteBuffer, box: (width: Int, height: Int), quality: Double) async throws(MediaError)
        -> ByteBuffer
    {
        let limits = limits
        return try await threads.run { () throws(MediaError) in
            let file = try MemoryFile(bytes.readableBytesView)
            return try PictureProcess.preview(file: file.path, box: box, quality: quality, limits: limits)
        }
    }

    /// Whether a stored picture is animated, for rows that do not say; false where that cannot be told.
    public func isAnimated(file: String, contentType: String) async -> Bool {
        // Rows without the flag are old, and an unanswerable question must not hide the picture.
        (try? await threads.run { () throws(MediaError) in
            guard FrameCount.types.contains(contentType) else { return false }
            return try FrameCount.of(file: file, type: contentType, limit: 2).isAnimated
        }) ?? false
    }

    /// The upright width and height of a picture or video; `nil` for anything else.
    ///
    /// - Parameter name: only helps to tell text apart, as in ``inspect(file:name:)``.
    public func dimensions(file: String, name: String = "") async throws(MediaError) -> (width: Int, height: Int)? {
        let metadata = try await inspect(file: file, name: name).metadata
        guard let width = metadata.optionalInteger("width"), let height = metadata.optionalInteger("height") else {
            return nil
        }
        return (Int(width), Int(height))
    }

    /// The type and the upright size of a picture in memory; the size is `nil` for anything but a picture.
    ///
    /// - Throws: ``MediaError`` `.tooLarge` or `.tooSmall` for one beyond the limits.
    public func inspectPicture(bytes: ByteBuffer) async throws(MediaError) -> Inspection {
        let limits = limits
        return try await threads.run { () throws(MediaError) in
            let file = try MemoryFile(bytes.readableBytesView)
            return try Detection.inspect(file: file.path, name: "", limits: limits)
        }
    }
}
