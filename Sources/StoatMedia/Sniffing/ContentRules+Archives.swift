extension ContentRule {
    /// Rules 60–84: archives and everything else with a magic number.
    static let archives: [ContentRule] = [
        ContentRule("application/zip") { window in
            window.has(zipEntry) || window.has([0x50, 0x4B, 0x05, 0x06]) || window.has([0x50, 0x4B, 0x07, 0x08])
                || (window.has("PK00") && window.has(zipEntry, at: 4))
        },
        .text("application/x-tar", "ustar", at: 257),
        ContentRule("application/vnd.rar") { window in
            window.has([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]) && (window[6] == 0x00 || window[6] == 0x01)
        },
        .bytes("application/gzip", [0x1F, 0x8B, 0x08]),
        .text("application/x-bzip2", "BZh"),
        .bytes("application/x-7z-compressed", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        .bytes("application/x-xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        .text("application/pdf", "%PDF"),
        ContentRule("application/x-shockwave-flash") { $0.has("CWS") || $0.has("FWS") },
        .text("application/rtf", "{\\rtf"),
        ContentRule("application/octet-stream") { window in
            window.has("LP", at: 34)
                && (window.has([0x02, 0x00, 0x01], at: 8) || window.has([0x01, 0x00, 0x00], at: 8)
                    || window.has([0x02, 0x00, 0x02], at: 8))
        },
        .text("application/postscript", "%!"),
        .text("application/vnd.sqlite3", "SQLi"),
        .bytes("application/x-nintendo-nes-rom", [0x4E, 0x45, 0x53, 0x1A]),
        .text("application/x-google-chrome-extension", "Cr24"),
        ContentRule("application/vnd.ms-cab-compressed") { $0.has("MSCF") || $0.has("ISc(") },
        .text("application/vnd.debian.binary-package", "!<arch>\ndebian-binary"),
        .text("application/x-unix-archive", "!<arch>"),
        ContentRule("application/x-compress") { $0.has([0x1F, 0xA0]) || $0.has([0x1F, 0x9D]) },
        .text("application/x-lzip", "LZIP"),
        .bytes("application/x-rpm", [0xED, 0xAB, 0xEE, 0xDB], longerThan: 96),
        .text("application/dicom", "DICM", at: 128),
        ContentRule("application/zstd", isZstandard),
        .bytes("application/x-ole-storage", CompoundFile.signature),
        ContentRule("application/x-cpio") { window in
            window.has([0xC7, 0x71]) || window.has([0x71, 0xC7]) || (window.count > 6 && window.has("070701"))
        },
    ]

    /// Rules 85–87: text that says what it is.
    static let markup: [ContentRule] = [
        ContentRule("text/html") { window in
            let start = window.bytes.firstIndex { ![0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) } ?? window.count
            return htmlOpenings.contains { opening in
                guard window.hasCaseless(opening, at: start), let after = window[start + opening.utf8.count] else {
                    return false
                }
                return after == 0x20 || after == 0x3E
            }
        },
        ContentRule("text/xml") { window in
            var start = 0
            while let byte = window[start] {
                if [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains(byte) {
                    start += 1
                } else if window.has([0xEF, 0xBB, 0xBF], at: start) {
                    start += 3
                } else if window.has([0xFE, 0xFF], at: start) || window.has([0xFF, 0xFE], at: start) {
                    start += 2
                } else {
                    break
                }
            }
            return window.hasCaseless("<?xml", at: start)
        },
        .text("text/x-shellscript", "#!", longerThan: 2),
    ]

    private static let htmlOpenings: [String] = [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE",
        "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--",
    ]

    /// A frame, or frames to skip that lead to one.
    private static func isZstandard(_ window: ContentWindow) -> Bool {
        var offset = 0
        while true {
            if window.has([0x28, 0xB5, 0x2F, 0xFD], at: offset) { return true }
            guard let first = window[offset], first & 0xF0 == 0x50, window.has([0x2A, 0x4D, 0x18], at: offset + 1),
                let length = window.littleEndian(4, at: offset + 4)
            else { return false }
            offset += 8 + length
        }
    }
}
