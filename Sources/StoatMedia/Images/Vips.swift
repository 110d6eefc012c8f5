import CVips
import Glibc

/// All contact with libvips: headers, thumbnails, WebP and rewriting.
///
/// Nothing C-typed leaves this folder.
///
/// Calls block: only for the threads of ``MediaThreads``.
enum Vips {
    /// Where an encoded picture is.
    enum Source: Sendable {
        case file(String)
        case bytes([UInt8])
    }

    /// What a header says of a picture.
    struct Header: Sendable {
        /// Pixels of one frame, as stored.
        var width: Int
        var height: Int
        /// EXIF's 1–8; 1 where the picture is upright.
        var orientation: Int
    }

    /// The formats that a picture is written in again.
    enum Format: Sendable {
        case jpeg
        case png
        case webp
        case losslessWebP
        case tiff
    }

    /// What libvips' names of the loaders of each type begin with.
    ///
    /// All other loaders are blocked when the library starts. A file is decoded only where libvips would choose the
    /// loader of the type that its content was detected as.
    private static let loaders: [String: String] = [
        "image/jpeg": "VipsForeignLoadJpeg",
        "image/png": "VipsForeignLoadPng",
        "image/webp": "VipsForeignLoadWebp",
        "image/gif": "VipsForeignLoadNsgif",
        "image/tiff": "VipsForeignLoadTiff",
        "image/avif": "VipsForeignLoadHeif",
        "image/heif": "VipsForeignLoadHeif",
        "image/jxl": "VipsForeignLoadJxl",
    ]

    /// One worker per picture: the pool's threads are the parallelism.
    private static let isStarted: Bool = stoat_vips_start(1) == 0

    /// Reads a header; pixels stay undecoded.
    static func header(_ source: Source, type: String) throws(MediaError) -> Header {
        try requireLoader(of: type, for: source)
        var header = StoatVipsHeader()
        let result =
            switch source {
            case .file(let path): stoat_vips_file_header(path, &header)
            case .bytes(let bytes): stoat_vips_buffer_header(bytes, bytes.count, &header)
            }
        guard result == 0 else { throw failure() }
        let orientation = (1...8).contains(Int(header.orientation)) ? Int(header.orientation) : 1
        return Header(width: Int(header.width), height: Int(header.page_height), orientation: orientation)
    }

    /// Decodes the first frame, upright, in sRGB, scaled down to fit a box.
    ///
    /// - Parameter isStrict: whether a picture that ends early is refused.
    static func thumbnail(_ source: Source, type: String, width: Int, height: Int, isStrict: Bool, seconds: Double)
        throws(MediaError) -> VipsPicture
    {
        try requireLoader(of: type, for: source)
        var image: UnsafeMutablePointer<VipsImage>?
        let clock = ContinuousClock()
        let start = clock.now
        let (boxWidth, boxHeight) = (Int32(clamping: width), Int32(clamping: height))
        let result =
            switch source {
            case .file(let path):
                stoat_vips_thumbnail(path, nil, 0, boxWidth, boxHeight, isStrict ? 1 : 0, seconds, &image)
            case .bytes(let bytes):
                stoat_vips_thumbnail(nil, bytes, bytes.count, boxWidth, boxHeight, isStrict ? 1 : 0, seconds, &image)
            }
        guard result == 0, let image else { throw failure(isLate: clock.now - start >= .seconds(seconds)) }
        return VipsPicture(owning: image)
    }

    /// Scales raw RGBA rows down to fit a box.
    static func thumbnail(_ pixels: Pixels, width: Int, height: Int) throws(MediaError) -> VipsPicture {
        guard isStarted else { throw failure() }
        var image: UnsafeMutablePointer<VipsImage>?
        let result = stoat_vips_thumbnail_rgba(
            pixels.rgba,
            pixels.rgba.count,
            Int32(clamping: pixels.width),
            Int32(clamping: pixels.height),
            Int32(clamping: width),
            Int32(clamping: height),
            &image
        )
        guard result == 0, let image else { throw failure() }
        return VipsPicture(owning: image)
    }

    /// Writes the first page of a file again, upright, with its colour profile and no other metadata.
    static func rewrite(file: String, type: String, as format: Format, output: String, seconds: Double)
        throws(MediaError)
    {
        try requireLoader(of: type, for: .file(file))
        let clock = ContinuousClock()
        let start = clock.now
        let target =
            switch format {
            case .jpeg: STOAT_VIPS_JPEG
            case .png: STOAT_VIPS_PNG
            case .webp: STOAT_VIPS_WEBP
            case .losslessWebP: STOAT_VIPS_WEBP_LOSSLESS
            case .tiff: STOAT_VIPS_TIFF
            }
        guard stoat_vips_rewrite(file, output, target, seconds) == 0 else {
            throw failure(isLate: clock.now - start >= .seconds(seconds))
        }
    }

    private static func requireLoader(of type: String, for source: Source) throws(MediaError) {
        guard isStarted else { throw MediaError(.unsupported, "libvips does not start") }
        guard let expected = loaders[type] else { throw MediaError(.unsupported, "\(type) is not decoded") }
        let found =
            switch source {
            case .file(let path): stoat_vips_file_loader(path)
            case .bytes(let bytes): stoat_vips_buffer_loader(bytes, bytes.count)
            }
        guard let found else { throw failure() }
        guard String(cString: found).hasPrefix(expected) else {
            throw MediaError(.undecodable, "the content is not \(type)")
        }
        if type == "image/png" { try PNGLengths.check(source) }
    }

    /// libvips' words for what failed; other threads' may be among them, since it keeps one buffer for all.
    static func failure(isLate: Bool = false) -> MediaError {
        let text = String(cString: vips_error_buffer())
        vips_error_clear()
        let message = text.split(separator: "\n").suffix(2).joined(separator: "; ").prefix(200)
        return MediaError(isLate ? .timedOut : .undecodable, message.isEmpty ? "libvips refused it" : String(message))
    }
}
