/// What is accepted of pictures, and what handling a file may cost.
///
/// All limits on pictures are checked from headers, before a pixel is decoded.
public struct MediaLimits: Sendable {
    /// A width and a height in pixels.
    public struct Resolution: Sendable, Equatable {
        /// Pixels from left to right.
        public var width: Int
        /// Pixels from top to bottom.
        public var height: Int

        /// A resolution of these sides.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// The least width and height of a picture.
    public var minResolution: Resolution
    /// The most pixels of one frame, in millions.
    public var maxMegaPixels: Int
    /// The longest side in pixels.
    public var maxPixelSide: Int
    /// The most frames of an animated picture.
    public var maxFrames: Int
    /// How long decoding one picture may take, in seconds.
    public var pictureSeconds: Double
    /// How long `ffprobe` may take.
    public var probeTime: Duration
    /// How long `ffmpeg` may take to copy the streams of one file.
    public var remuxTime: Duration
    /// The address space of `ffprobe` and `ffmpeg`, in bytes.
    public var toolMemoryBytes: Int

    /// Limits; by default those of the documented configuration.
    public init(
        minResolution: Resolution = Resolution(width: 1, height: 1),
        maxMegaPixels: Int = 40,
        maxPixelSide: Int = 10_000,
        maxFrames: Int = 1000,
        pictureSeconds: Double = 30,
        probeTime: Duration = .seconds(15),
        remuxTime: Duration = .seconds(120),
        toolMemoryBytes: Int = 2 << 30
    ) {
        self.minResolution = minResolution
        self.maxMegaPixels = maxMegaPixels
        self.maxPixelSide = maxPixelSide
        self.maxFrames = maxFrames
        self.pictureSeconds = pictureSeconds
        self.probeTime = probeTime
        self.remuxTime = remuxTime
        self.toolMemoryBytes = toolMemoryBytes
    }

    /// Throws where a picture of this size is not accepted.
    func check(width: Int, height: Int, frames: Int = 1) throws(MediaError) {
        guard width > 0, height > 0 else { throw MediaError(.undecodable, "the picture has no area") }
        guard max(width, height) <= maxPixelSide else {
            throw MediaError(.tooLarge(.side), "a side of \(max(width, height)) pixels")
        }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= min(maxMegaPixels, 1 << 40) * 1_000_000 else {
            throw MediaError(.tooLarge(.pixels), "\(width) by \(height) pixels")
        }
        guard frames <= maxFrames else { throw MediaError(.tooLarge(.frames), "\(frames) frames") }
        guard width >= minResolution.width, height >= minResolution.height else {
            throw MediaError(.tooSmall, "\(width) by \(height) pixels")
        }
    }
}
