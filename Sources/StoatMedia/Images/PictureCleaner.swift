import Glibc

/// Makes a picture upright and free of metadata, in the way that loses least.
///
/// Calls block: only for the threads of ``MediaThreads``.
enum PictureCleaner {
    /// Writes the clean picture to `output`.
    ///
    /// - Returns: whether anything was written; where not, the file was clean already and there is no output.
    static func clean(file: String, type: String, orientation: Int, isAnimated: Bool, output: String, seconds: Double)
        throws(MediaError) -> Bool
    {
        // TIFF finds everything by offsets that metadata lies between, so it is written anew.
        if type == "image/tiff" {
            try Vips.rewrite(file: file, type: type, as: .tiff, output: output, seconds: seconds)
            return true
        }
        // Turning every frame of an animation would cost its timing; no writer known makes one with an orientation.
        let mustTurn = orientation > 1 && !isAnimated
        guard mustTurn, let format = try turnedFormat(file, type) else {
            let isChanged = try LosslessStripper.strip(file: file, type: type, output: output)
            if !isChanged { unlink(output) }
            return isChanged
        }
        let turned = output + ".turned"
        defer { unlink(turned) }
        try Vips.rewrite(file: file, type: type, as: format, output: turned, seconds: seconds)
        // The encoders write a little metadata of their own.
        guard try LosslessStripper.strip(file: turned, type: type, output: output) else {
            guard rename(turned, output) == 0 else { throw MediaError(.inputOutput, "renaming failed (\(errno))") }
            return true
        }
        return true
    }

    private static func turnedFormat(_ file: String, _ type: String) throws(MediaError) -> Vips.Format? {
        switch type {
        case "image/jpeg": return .jpeg
        case "image/png": return .png
        case "image/webp": return try isLossless(file) ? .losslessWebP : .webp
        // Rotation of AVIF, HEIF and JPEG XL is a property of the picture, which stays; the others have none.
        default: return nil
        }
    }

    private static func isLossless(_ file: String) throws(MediaError) -> Bool {
        var reader = try FileReader(file)
        let end = try WebPChunk.start(&reader)
        while end - reader.position >= 8 {
            let chunk = try WebPChunk(&reader, end: end)
            if chunk.name == "VP8L" { return true }
            try reader.skip(chunk.padded)
        }
        return false
    }
}
