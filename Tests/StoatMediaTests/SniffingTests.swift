import Testing

@testable import StoatMedia

@Suite("Types by content") struct SniffingTests {
    /// A file that begins with some bytes, and what it is.
    struct Sample: Sendable, CustomTestStringConvertible {
        let type: String
        let bytes: [UInt8]
        var testDescription: String { "\(type) \(bytes.prefix(12))" }

        init(_ type: String, _ bytes: [UInt8], at offset: Int = 0, padTo length: Int = 0) {
            self.type = type
            let head = [UInt8](repeating: 1, count: offset) + bytes
            self.bytes = head + [UInt8](repeating: 1, count: max(0, length - head.count))
        }

        init(_ type: String, _ text: String, at offset: Int = 0, padTo length: Int = 0) {
            self.init(type, Array(text.utf8), at: offset, padTo: length)
        }
    }

    static let programs: [Sample] = [
        Sample("application/wasm", [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]),
        Sample("application/x-executable", [0x7F, 0x45, 0x4C, 0x46], padTo: 53),
        Sample("application/vnd.microsoft.portable-executable", "MZ"),
        Sample("application/java", [0xCA, 0xFE, 0xBA, 0xBE, 0x00, 0x00, 0x00, 0x34]),
        Sample("application/x-llvm", "BC"),
        Sample("application/x-mach-binary", [0xCF, 0xFA, 0xED, 0xFE]),
        Sample("application/x-mach-binary", [0xFE, 0xED, 0xFA, 0xCE]),
        Sample("application/x-mach-binary", [0xCA, 0xFE, 0xBA, 0xBE, 0x00, 0x00, 0x00, 0x02]),
        Sample("application/vnd.android.dex", Array("dex\n035\0".utf8) + [UInt8](repeating: 0, count: 28) + [0x70]),
        Sample(
            "application/vnd.android.dey",
            Array("dey\n".utf8) + [UInt8](repeating: 0, count: 36) + Array("dex\n".utf8)
                + [UInt8](repeating: 0, count: 32) + [0x70],
            padTo: 101
        ),
        Sample("application/x-x509-ca-cert", [0x30, 0x82, 0x01]),
        Sample("application/x-executable", [0x64, 0x86, 0x01]),
        Sample("application/x-executable", [0x4C, 0x01, 0x01]),
        Sample("application/x-x509-ca-cert", "-----BEGIN CERTIFICATE"),
        Sample("application/epub+zip", zip("mimetype", "application/epub+zip")),
        Sample("application/x-mobipocket-ebook", "BOOKMOBI", at: 60),
    ]

    static let media: [Sample] = [
        Sample("image/jpeg", [0xFF, 0xD8, 0xFF]),
        Sample("image/jp2", [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A, 0]),
        Sample("image/png", [0x89, 0x50, 0x4E, 0x47]),
        Sample("image/gif", "GIF89a"),
        Sample("image/webp", "WEBP", at: 8),
        Sample("image/x-canon-cr2", [0x49, 0x49, 0x2A, 0, 0x10, 0, 0, 0, 0x43, 0x52]),
        Sample("image/tiff", [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1]),
        Sample("image/bmp", "BM"),
        Sample("image/vnd.ms-photo", [0x49, 0x49, 0xBC]),
        Sample("image/vnd.adobe.photoshop", "8BPS"),
        Sample("image/vnd.microsoft.icon", [0, 0, 1, 0]),
        Sample("image/heif", brands("heic", "mif1")), Sample("image/heif", brands("mif1", "heic")),
        Sample("image/avif", brands("avif", "mif1")), Sample("image/avif", brands("mif1", "avif")),
        Sample("image/jxl", [0xFF, 0x0A, 0x01]),
        Sample("image/jxl", [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A, 1]),
        Sample("image/openraster", zip("mimetype", "image/openraster") + [0, 0, 0, 0]),
        Sample("image/vnd.djvu", "AT&TFORM1111DJVU"),
        Sample("video/mp4", brands("isom", "mp41")), Sample("video/mp4", brands("mp42", "isom")),
        Sample("video/x-m4v", "\u{1}\u{1}\u{1}\u{1}ftypM4V "),
        Sample("video/x-matroska", [0x1A, 0x45, 0xDF, 0xA3, 0x93, 0x42, 0x82, 0x88] + Array("matroska".utf8)),
        Sample("video/x-matroska", "matroska", at: 31),
        Sample("video/webm", [0x1A, 0x45, 0xDF, 0xA3]),
        Sample("video/quicktime", brands("qt  ", "qt  ")), Sample("video/quicktime", "mdat", at: 12),
        Sample("video/x-msvideo", "RIFF1111AVI "),
        Sample("video/x-ms-wmv", [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9]),
        Sample("video/mpeg", [0, 0, 1, 0xBA]), Sample("video/x-flv", [0x46, 0x4C, 0x56, 1]),
        Sample("audio/midi", "MThd"), Sample("audio/mpeg", "ID3"), Sample("audio/mpeg", [0xFF, 0xFB, 0x90]),
        Sample("audio/m4a", brands("M4A ", "mp42")),
        Sample("audio/opus", Array("OggS".utf8) + [UInt8](repeating: 0, count: 24) + Array("OpusHead".utf8)),
        Sample("audio/ogg", "OggS"), Sample("audio/x-flac", "fLaC"), Sample("audio/x-wav", "RIFF1111WAVE"),
        Sample("audio/amr", "#!AMR\n123456"), Sample("audio/aac", [0xFF, 0xF1]), Sample("audio/aac", [0xFF, 0xF9]),
        Sample("audio/x-aiff", "FORM1111AIFF"), Sample("audio/x-dsf", "DSD 1"), Sample("audio/x-ape", "MAC 1"),
    ]

    static let rest: [Sample] = [
        Sample("application/font-woff", Array("wOF2".utf8) + [0, 1, 0, 0]),
        Sample("application/font-sfnt", "OTTO\0"), Sample("application/font-sfnt", [0, 1, 0, 0, 0]),
        Sample("application/msword", compound(CompoundFile.office(0x0002_0906))),
        Sample("application/vnd.ms-excel", compound(CompoundFile.office(0x0002_0820))),
        Sample("application/vnd.ms-powerpoint", compound(CompoundFile.slides)),
        Sample("application/x-ole-storage", CompoundFile.signature),
        Sample("application/vnd.openxmlformats-officedocument.wordprocessingml.document", zip("word/document.xml", "")),
        Sample(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            zip("[Content_Types].xml", String(repeating: "x", count: 60)) + zip("_rels/.rels", "12345678")
                + zip("xl/workbook.xml", "12345678") + zip("xl/styles.xml", "12345678")
        ),
        Sample(
            "application/zip",
            zip("[Content_Types].xml", String(repeating: "x", count: 60)) + zip("_rels/.rels", "12345678")
                + zip("xl/workbook.xml", "12345678")
        ),
        Sample("application/vnd.openxmlformats-officedocument.presentationml.presentation", zip("ppt/slides.xml", "")),
        Sample(
            "application/vnd.oasis.opendocument.spreadsheet",
            zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ),
        Sample("application/zip", zip("readme.txt", "hello")), Sample("application/zip", [0x50, 0x4B, 5, 6]),
        Sample("application/x-tar", "ustar", at: 257), Sample("application/vnd.rar", "Rar!\u{1A}\u{7}\u{1}"),
        Sample("application/gzip", [0x1F, 0x8B, 0x08]), Sample("application/x-bzip2", "BZh9"),
        Sample("application/x-7z-compressed", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Sample("application/x-xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), Sample("application/pdf", "%PDF-1.7"),
        Sample("application/x-shockwave-flash", "CWS"), Sample("application/rtf", "{\\rtf1"),
        Sample("application/postscript", "%!PS"), Sample("application/vnd.sqlite3", "SQLite format 3"),
        Sample("application/x-nintendo-nes-rom", "NES\u{1A}"), Sample("application/x-google-chrome-extension", "Cr24"),
        Sample("application/vnd.ms-cab-compressed", "MSCF"), Sample("application/vnd.ms-cab-compressed", "ISc("),
        Sample("application/vnd.debian.binary-package", "!<arch>\ndebian-binary   "),
        Sample("application/x-unix-archive", "!<arch>\nfoo"), Sample("application/x-compress", [0x1F, 0x9D]),
        Sample("application/x-lzip", "LZIP"), Sample("application/x-rpm", [0xED, 0xAB, 0xEE, 0xDB], padTo: 97),
        Sample("application/dicom", "DICM", at: 128), Sample("application/zstd", [0x28, 0xB5, 0x2F, 0xFD]),
        Sample("application/zstd", [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9, 0x28, 0xB5, 0x2F, 0xFD]),
        Sample("application/x-cpio", [0xC7, 0x71]), Sample("application/x-cpio", "0707011"),
        Sample("text/html", " \n<!doctype html>"), Sample("text/html", "<p >"), Sample("text/xml", "\u{FEFF} <?XML"),
        Sample("text/x-shellscript", "#!/bin/sh"), Sample("plain/text", "<paragraph>"), Sample("plain/text", "Grüße"),
        Sample("plain/text", ""), Sample("application/octet-stream", [0xC3]),
        Sample("application/octet-stream", [2, 0xFE, 0xFE]),
        Sample(
            "plain/text",
            Array(String(repeating: " ", count: 8).utf8) + [2, 0, 1] + [UInt8](repeating: 32, count: 23)
                + Array("LP".utf8)
        ),
    ]

    @Test("follow the table", arguments: programs + media + rest)
    func table(sample: Sample) {
        #expect(sniff(sample.bytes) == sample.type)
    }

    @Test(
        "need their lengths",
        arguments: [
            Sample("application/octet-stream", [0x7F, 0x45, 0x4C, 0x46, 0xFF]), Sample("plain/text", [0x64, 0x01]),
            Sample("application/octet-stream", [0xFF, 0x0A]), Sample("plain/text", "#!"), Sample("plain/text", "MAC "),
            Sample("plain/text", "070701"), Sample("application/octet-stream", [0xED, 0xAB, 0xEE, 0xDB]),
        ]
    )
    func lengths(sample: Sample) {
        #expect(sniff(sample.bytes) == sample.type)
    }

    @Test("come from the name only for programs and drawings")
    func names() {
        #expect(sniff([0x89, 0x50, 0x4E, 0x47], "a.APK") == "application/vnd.android.package-archive")
        #expect(sniff([0x89, 0x50, 0x4E, 0x47], "a.exe") == "application/vnd.microsoft.portable-executable")
        #expect(sniff(Array("<svg/>".utf8), "a.SVG") == "image/svg+xml")
        #expect(sniff(Array("<?xml?><svg/>".utf8), "a.svg") == "text/xml")
        #expect(sniff([0xFF], "a.svg") == "application/octet-stream")
        #expect(sniff(Array("hello".utf8), "a.png") == "plain/text")
    }

    @Test("with weak signatures fall through once rejected")
    func weak() {
        for (text, type) in [("BMW cars", "image/bmp"), ("GIFs are fun", "image/gif"), ("see a – WEBP", "image/webp")] {
            let head = ContentWindow(Array(text.utf8))
            guard ContentSniffer.type(head: head, name: "", isText: { true }) == type else { continue }
            #expect(ContentSniffer.isWeak(type, head: head))
            #expect(ContentSniffer.type(head: head, name: "", rejected: [type], isText: { true }) == "plain/text")
        }
    }

    @Test("UTF-8 is told across pieces")
    func text() {
        let samples: [([UInt8], Bool)] = [
            (Array("aé€😀".utf8), true), ([0xC0, 0x80], false), ([0xE0, 0x80, 0x80], false),
            ([0xED, 0xA0, 0x80], false),
            ([0xF4, 0x90, 0x80, 0x80], false), ([0xF0, 0x8F, 0xBF, 0xBF], false), ([0xE2, 0x82], false), ([], true),
        ]
        for (bytes, isText) in samples {
            var check = UTF8Check()
            for byte in bytes { check.feed([byte]) }
            #expect(check.isComplete == isText, "\(bytes)")
        }
    }

    private func sniff(_ bytes: [UInt8], _ name: String = "") -> String {
        ContentSniffer.type(head: ContentWindow(bytes), name: name) {
            var check = UTF8Check()
            check.feed(bytes[...])
            return check.isComplete
        }
    }

    /// One entry of an archive, stored without compression.
    static func zip(_ name: String, _ content: String) -> [UInt8] {
        let length = UInt8(content.utf8.count)
        return [0x50, 0x4B, 3, 4, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, length, 0, 0, 0, length, 0, 0, 0]
            + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8) + Array(content.utf8)
    }

    static func brands(_ major: String, _ compatible: String) -> [UInt8] {
        [0, 0, 0, 20] + Array("ftyp\(major)\0\0\0\0\(compatible)".utf8)
    }

    static func compound(_ root: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1536)
        bytes.replaceSubrange(0..<8, with: CompoundFile.signature)
        bytes[26] = 3
        bytes.replaceSubrange(28..<32, with: [0xFE, 0xFF, 9, 0])
        bytes[512 + 66] = 5
        bytes.replaceSubrange(512 + 80..<512 + 96, with: root)
        return bytes
    }
}
