import Glibc
import NIOCore
import StoatModels

/// The two things done with pictures: cleaning at upload, and previews.
///
/// Calls block: only for the threads of ``MediaThreads``.
enum PictureProcess {
    /// Cleans a file that is a picture, or one with a picture's signature that is stored as a plain file.
    static func run(file: String, as inspection: Inspection, output: String, limits: MediaLimits) throws(MediaError)
        -> Processed
    {
        let type = inspection.contentType
        guard inspection.isImage else { return try runAsFile(file: file, as: inspection, output: output) }
        let header = try Picture.header(file: file, type: type, maxFrames: limits.maxFrames)
        try limits.check(width: header.width, height: header.height, frames: header.frames)
        let isWritten = try PictureCleaner.clean(
            file: file,
            type: type,
            orientation: header.orientation,
            isAnimated: header.isAnimated,
            output: output,
            seconds: limits.pictureSeconds
        )
        // What is stored is what is described, and only what decodes whole is stored as a picture.
        let stored = isWritten ? output : file
        let final = try Picture.header(file: stored, type: type, maxFrames: limits.maxFrames)
        let hash = try Picture.thumbHash(file: stored, type: type, seconds: limits.pictureSeconds)
        var result = inspection
        result.metadata = Inspection.image(
            width: final.width,
            height: final.height,
            thumbHash: hash,
            isAnimated: final.isAnimated
        )
        return Processed(inspection: result, isWritten: isWritten)
    }

    /// Strips what can be stripped without decoding; content too damaged for that stays as it is.
    ///
    /// A JPEG that is not turned, as it is too large to be decoded, keeps its orientation and nothing else of its EXIF.
    private static func runAsFile(file: String, as inspection: Inspection, output: String) throws(MediaError)
        -> Processed
    {
        guard LosslessStripper.types.contains(inspection.contentType) else {
            return Processed(inspection: inspection, isWritten: false)
        }
        do throws(MediaError) {
            let type = inspection.contentType
            let orientation = type == "image/jpeg" ? try Vips.header(.file(file), type: type).orientation : 1
            if try LosslessStripper.strip(file: file, type: type, output: output, orientation: orientation) {
                return Processed(inspection: inspection, isWritten: true)
            }
        } catch {
            guard error.code == .undecodable || error.code == .unsupported else { throw error }
        }
        unlink(output)
        return Processed(inspection: inspection, isWritten: false)
    }

    /// A WebP of the first frame.
    static func preview(file: String, box: (width: Int, height: Int), quality: Double, limits: MediaLimits)
        throws(MediaError) -> ByteBuffer
    {
        let type = try Detection.pictureType(of: file)
        let header = try Picture.header(file: file, type: type, maxFrames: limits.maxFrames)
        try limits.check(width: header.width, height: header.height)
        let picture = try Picture.thumbnail(
            file: file,
            type: type,
            box: (max(1, box.width), max(1, box.height)),
            isStrict: false,
            seconds: limits.pictureSeconds
        )
        return ByteBuffer(bytes: try picture.webP(quality: quality))
    }
}

extension MediaLimits {
    /// The limits for showing what has been stored before there were any.
    var forStored: MediaLimits {
        var limits = self
        limits.maxMegaPixels = min(maxMegaPixels, 1 << 30) * 4
        limits.maxPixelSide = min(maxPixelSide, 1 << 30) * 2
        limits.minResolution = Resolution(width: 1, height: 1)
        return limits
    }
}
