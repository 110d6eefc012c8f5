/// What a picture's header says, for all types that clients show as pictures.
struct PictureHeader: Sendable {
    /// Pixels of one frame, upright.
    var width: Int
    var height: Int
    /// EXIF's 1–8; 1 where the stored pixels are upright.
    var orientation: Int
    var frames: Int
    var isAnimated: Bool
}

/// Pictures of every accepted type: libvips' and the two that are read here.
///
/// Calls block: only for the threads of ``MediaThreads``.
enum Picture {
    /// The types that are stored as pictures (§ metadata classification).
    static let types: Set<String> = [
        "image/avif", "image/bmp", "image/gif", "image/vnd.microsoft.icon", "image/jpeg", "image/jxl", "image/png",
        "image/tiff", "image/webp",
    ]

    /// Reads the header of a file.
    static func header(file: String, type: String, maxFrames: Int) throws(MediaError) -> PictureHeader {
        switch type {
        case "image/bmp":
            var reader = try FileReader(file)
            let header = try BitmapHeader(file: &reader)
            return PictureHeader(
                width: header.width,
                height: header.height,
                orientation: 1,
                frames: 1,
                isAnimated: false
            )
        case "image/vnd.microsoft.icon":
            var reader = try FileReader(file)
            let largest = try Icon(&reader).largest(&reader)
            return PictureHeader(
                width: largest.width,
                height: largest.height,
                orientation: 1,
                frames: 1,
                isAnimated: false
            )
        default:
            let header = try Vips.header(.file(file), type: type)
            let (frames, isAnimated) = try FrameCount.of(file: file, type: type, limit: maxFrames)
            let isSideways = header.orientation >= 5
            return PictureHeader(
                width: isSideways ? header.height : header.width,
                height: isSideways ? header.width : header.height,
                orientation: header.orientation,
                frames: frames,
                isAnimated: isAnimated
            )
        }
    }

    /// Decodes the first frame, upright, in sRGB, scaled down to fit a box.
    static func thumbnail(
        file: String,
        type: String,
        box: (width: Int, height: Int),
        isStrict: Bool,
        seconds: Double
    ) throws(MediaError) -> VipsPicture {
        switch type {
        case "image/bmp":
            var reader = try FileReader(file)
            let header = try BitmapHeader(file: &reader)
            let pixels = try BitmapDecoder.decode(header, &reader, box: box, mask: false)
            return try Vips.thumbnail(pixels, width: box.width, height: box.height)
        case "image/vnd.microsoft.icon":
            var reader = try FileReader(file)
            let largest = try Icon(&reader).largest(&reader)
            if try Icon.isPNG(largest.entry, &reader) {
                return try Vips.thumbnail(
                    .bytes(try reader.bytes(largest.entry.length)),
                    type: "image/png",
                    width: box.width,
                    height: box.height,
                    isStrict: isStrict,
                    seconds: seconds
                )
            }
            let header = try BitmapHeader(&reader, pixels: nil, isIcon: true)
            let pixels = try BitmapDecoder.decode(header, &reader, box: box, mask: true)
            return try Vips.thumbnail(pixels, width: box.width, height: box.height)
        default:
            return try Vips.thumbnail(
                .file(file),
                type: type,
                width: box.width,
                height: box.height,
                isStrict: isStrict,
                seconds: seconds
            )
        }
    }

    /// The hash of a file's first frame; a picture that cannot be decoded whole is refused.
    static func thumbHash(file: String, type: String, seconds: Double) throws(MediaError) -> [UInt8] {
        let side = ThumbHash.maxSide
        let picture = try thumbnail(
            file: file,
            type: type,
            box: (side, side),
            isStrict: true,
            seconds: seconds
        )
        return ThumbHash.encode(try picture.pixels())
    }
}
