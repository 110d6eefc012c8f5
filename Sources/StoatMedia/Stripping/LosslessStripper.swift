/// Removes metadata from a picture without touching its pixels: the file's parts are copied or left out.
///
/// Colour profiles stay, since pixels mean nothing without them. Bytes after the picture's end are left out as well:
/// they are no part of the picture, and where other formats hide. Each format is read forwards with one bounded
/// buffer; a structure that does not add up ends in ``MediaError/Code/undecodable``.
enum LosslessStripper {
    /// The types that can be stripped so.
    ///
    /// A raw JPEG XL codestream, a BMP or an icon of bitmaps has nothing to strip.
    static let types: Set<String> = [
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/jxl", "image/avif", "image/heif",
        "image/vnd.microsoft.icon", "image/bmp",
    ]

    /// Writes `file` without its metadata to `output`.
    ///
    /// - Parameter orientation: EXIF's number for how a JPEG is to be turned, where it is to be kept; 1 for upright.
    /// - Returns: whether the result differs from the input; where not, the output may be incomplete and is of no use.
    static func strip(file: String, type: String, output: String, orientation: Int = 1) throws(MediaError) -> Bool {
        var reader = try FileReader(file)
        var writer = try FileWriter(output)
        let isChanged: Bool
        switch type {
        case "image/jpeg": isChanged = try JPEGStripper.strip(&reader, to: &writer, orientation: orientation)
        case "image/png": isChanged = try PNGStripper.strip(&reader, to: &writer)
        case "image/gif": isChanged = try GIFStripper.strip(&reader, to: &writer)
        case "image/webp": isChanged = try WebPStripper.strip(&reader, to: &writer)
        case "image/jxl": isChanged = try JXLStripper.strip(&reader, to: &writer)
        case "image/avif", "image/heif": isChanged = try HEIFStripper.strip(&reader, to: &writer)
        case "image/vnd.microsoft.icon": isChanged = try IconStripper.strip(&reader, to: &writer)
        case "image/bmp": isChanged = try BitmapStripper.strip(&reader, to: &writer)
        default: throw MediaError(.unsupported, "\(type) is not stripped part by part")
        }
        try writer.flush()
        return isChanged
    }
}
