extension ContentRule {
    /// Rules 14–29: pictures.
    static let images: [ContentRule] = [
        .bytes("image/jpeg", [0xFF, 0xD8, 0xFF]),
        .bytes(
            "image/jp2",
            [0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A, 0x00]
        ),
        .bytes("image/png", [0x89, 0x50, 0x4E, 0x47]),
        ContentRule("image/gif", isWeak: true) { $0.has("GIF") },
        ContentRule("image/webp", isWeak: true) { $0.has("WEBP", at: 8) },
        ContentRule("image/x-canon-cr2") { isTIFF($0) && $0.has("CR", at: 8) },
        ContentRule("image/tiff") { window in
            guard let eighth = window[8], let ninth = window[9] else { return false }
            return isTIFF(window) && eighth != 0x43 && ninth != 0x52
        },
        ContentRule("image/bmp", isWeak: true) { $0.has("BM") },
        .bytes("image/vnd.ms-photo", [0x49, 0x49, 0xBC]),
        .text("image/vnd.adobe.photoshop", "8BPS"),
        ContentRule("image/vnd.microsoft.icon", isWeak: true) { $0.has([0x00, 0x00, 0x01, 0x00]) },
        ContentRule("image/heif") { window in
            guard let brands = brands(window), let major = brands.first else { return false }
            return major == "heic" || (["mif1", "msf1"].contains(major) && brands.dropFirst().contains("heic"))
        },
        ContentRule("image/avif") { brands($0)?.contains { $0 == "avif" || $0 == "avis" } ?? false },
        ContentRule("image/jxl", isWeak: true) { $0.count > 2 && $0.has([0xFF, 0x0A]) },
        .bytes(
            "image/jxl",
            [0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A],
            longerThan: 12
        ),
        ContentRule("image/openraster") { window in
            window.count > 57 && window.has(zipEntry) && window.has("mimetypeimage/openraster", at: 30)
        },
        ContentRule("image/vnd.djvu") { $0.has("AT&TFORM") && $0.has("DJV", at: 12) },
    ]

    /// Rules 30–38: moving pictures.
    static let videos: [ContentRule] = [
        ContentRule("video/mp4") { window in
            guard window.has("ftyp", at: 4), window.count >= 12 else { return false }
            return videoBrands.contains(String(decoding: window.bytes[8..<12], as: UTF8.self))
        },
        .text("video/x-m4v", "ftypM4V", at: 4),
        ContentRule("video/x-matroska") { window in
            window.has("matroska", at: 31)
                || (window.has([0x1A, 0x45, 0xDF, 0xA3, 0x93, 0x42, 0x82, 0x88]) && window.has("matroska", at: 8))
        },
        .bytes("video/webm", [0x1A, 0x45, 0xDF, 0xA3]),
        ContentRule("video/quicktime") { window in
            guard window.count > 15 else { return false }
            return window.has("ftypqt  ", at: 4) || window.has("moov", at: 4) || window.has("mdat", at: 4)
                || window.has("mdat", at: 12)
        },
        ContentRule("video/x-msvideo") { $0.has("RIFF") && $0.has("AVI", at: 8) },
        .bytes("video/x-ms-wmv", [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9]),
        ContentRule("video/mpeg") { window in
            guard window.has([0x00, 0x00, 0x01]), let code = window[3] else { return false }
            return code >= 0xB0 && code <= 0xBF
        },
        .bytes("video/x-flv", [0x46, 0x4C, 0x56, 0x01]),
    ]

    /// Rules 39–50: sounds.
    static let sounds: [ContentRule] = [
        .text("audio/midi", "MThd"),
        ContentRule("audio/mpeg") { $0.count > 2 && ($0.has("ID3") || $0.has([0xFF, 0xFB])) },
        ContentRule("audio/m4a") { $0.count > 10 && ($0.has("ftypM4A", at: 4) || $0.has("M4A ")) },
        ContentRule("audio/opus") { $0.has("OggS") && $0.has("OpusHead", at: 28) },
        .text("audio/ogg", "OggS"),
        .text("audio/x-flac", "fLaC"),
        ContentRule("audio/x-wav") { $0.has("RIFF") && $0.has("WAVE", at: 8) },
        .text("audio/amr", "#!AMR\n", longerThan: 11),
        ContentRule("audio/aac") { $0.has([0xFF, 0xF1]) || $0.has([0xFF, 0xF9]) },
        ContentRule("audio/x-aiff") { $0.has("FORM") && $0.has("AIFF", at: 8) },
        .text("audio/x-dsf", "DSD ", longerThan: 4),
        .text("audio/x-ape", "MAC ", longerThan: 4),
    ]

    private static let videoBrands: Set<String> = [
        "avc1", "dash", "iso2", "iso3", "iso4", "iso5", "iso6", "isom", "mmp4", "mp41", "mp42", "mp4v", "mp71", "MSNV",
        "NDAS", "NDSC", "NSDC", "NDSH", "NDSM", "NDSP", "NDSS", "NDXC", "NDXH", "NDXM", "NDXP", "NDXS", "F4V ", "F4P ",
    ]

    private static func isTIFF(_ window: ContentWindow) -> Bool {
        window.has([0x49, 0x49, 0x2A, 0x00]) || window.has([0x4D, 0x4D, 0x00, 0x2A])
    }

    /// The major brand and then the compatible ones of an ISO base media file whose type box lies in the window.
    private static func brands(_ window: ContentWindow) -> [String]? {
        guard window.count >= 16, window.has("ftyp", at: 4), let length = window.bigEndian(4, at: 0),
            length >= 12, length <= window.count
        else { return nil }
        let starts = [8] + Array(stride(from: 16, through: length - 4, by: 4))
        return starts.map { String(decoding: window.bytes[$0..<$0 + 4], as: UTF8.self) }
    }
}
