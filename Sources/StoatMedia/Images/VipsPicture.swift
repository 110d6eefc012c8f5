import CVips

/// Rows of four bytes per pixel: red, green, blue, alpha, not premultiplied.
struct Pixels: Sendable {
    var width: Int
    var height: Int
    var rgba: [UInt8]
}

/// A decoded picture in libvips' memory, given back at the end of its scope.
struct VipsPicture: ~Copyable {
    private let image: UnsafeMutablePointer<VipsImage>

    init(owning image: UnsafeMutablePointer<VipsImage>) { self.image = image }

    deinit { stoat_vips_release(image) }

    /// The picture as WebP, without metadata.
    ///
    /// - Parameter quality: 0 to 100; exactly 100 is lossless.
    func webP(quality: Double) throws(MediaError) -> [UInt8] {
        var bytes: UnsafeMutableRawPointer?
        var length = 0
        let factor = Int32(min(100, max(0, quality)).rounded())
        guard stoat_vips_webp(image, factor, quality >= 100 ? 1 : 0, &bytes, &length) == 0, let bytes else {
            throw Vips.failure()
        }
        defer { g_free(bytes) }
        return WebPStripper.bare(UnsafeRawBufferPointer(start: bytes, count: length))
    }

    /// The picture's pixels.
    func pixels() throws(MediaError) -> Pixels {
        var bytes: UnsafeMutableRawPointer?
        var length = 0
        guard stoat_vips_rgba(image, &bytes, &length) == 0, let bytes else { throw Vips.failure() }
        defer { g_free(bytes) }
        let (width, height) = (Int(vips_image_get_width(image)), Int(vips_image_get_height(image)))
        guard length == width * height * 4 else { throw MediaError(.undecodable, "the picture has odd pixels") }
        return Pixels(width: width, height: height, rgba: Array(UnsafeRawBufferPointer(start: bytes, count: length)))
    }
}
