extension ContentRule {
    /// The first bytes of an entry of a ZIP archive.
    static let zipEntry: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// Rules 12–13: books.
    static let books: [ContentRule] = [
        ContentRule("application/epub+zip") { $0.has(zipEntry) && $0.has("mimetypeapplication/epub+zip", at: 30) },
        .text("application/x-mobipocket-ebook", "BOOKMOBI", at: 60),
    ]

    /// Rules 51–52: fonts.
    static let fonts: [ContentRule] = [
        ContentRule("application/font-woff") { window in
            (window.has("wOFF") || window.has("wOF2")) && window.has([0x00, 0x01, 0x00, 0x00], at: 4)
        },
        ContentRule("application/font-sfnt") { $0.has([0x00, 0x01, 0x00, 0x00, 0x00]) || $0.has("OTTO\0") },
    ]

    /// Rules 53–59: office documents.
    static let documents: [ContentRule] = [
        ContentRule("application/msword") { CompoundFile.rootClass($0) == CompoundFile.office(0x0002_0906) },
        ContentRule("application/vnd.openxmlformats-officedocument.wordprocessingml.document") {
            OfficeArchive.mainFolder($0) == "word/"
        },
        ContentRule("application/vnd.ms-excel") { window in
            guard let found = CompoundFile.rootClass(window) else { return false }
            return found == CompoundFile.office(0x0002_0810) || found == CompoundFile.office(0x0002_0820)
        },
        ContentRule("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
            OfficeArchive.mainFolder($0) == "xl/"
        },
        ContentRule("application/vnd.ms-powerpoint") { CompoundFile.rootClass($0) == CompoundFile.slides },
        ContentRule("application/vnd.openxmlformats-officedocument.presentationml.presentation") {
            OfficeArchive.mainFolder($0) == "ppt/"
        },
        openDocument("text"), openDocument("spreadsheet"), openDocument("presentation"),
    ]

    private static func openDocument(_ kind: String) -> ContentRule {
        let name = Array("vnd.oasis.opendocument.\(kind)".utf8)
        return ContentRule("application/vnd.oasis.opendocument.\(kind)") { window in
            window.has(zipEntry) && window.has("mimetype", at: 30) && window.has(name, at: 50)
        }
    }
}

/// The container of Microsoft Office's binary documents.
enum CompoundFile {
    static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    /// A class id of the range reserved for Office: `number-0000-0000-C000-000000000046`.
    static func office(_ number: UInt32) -> [UInt8] {
        let start = (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
        return start + [0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46]
    }

    /// PowerPoint's class id.
    static let slides: [UInt8] = [
        0x91, 0x8D, 0x81, 0x64, 0x9B, 0x4F, 0xCF, 0x11, 0x86, 0xEA, 0x00, 0xAA, 0x00, 0xB9, 0x29, 0xE8,
    ]

    /// The class id of the root entry, where the header and the directory's first sector lie in the window.
    static func rootClass(_ window: ContentWindow) -> [UInt8]? {
        guard window.has(signature), window.has([0xFE, 0xFF], at: 28), let version = window.littleEndian(2, at: 26),
            let shift = window.littleEndian(2, at: 30), (version == 3 && shift == 9) || (version == 4 && shift == 12),
            let sector = window.littleEndian(4, at: 48)
        else { return nil }
        let root = (sector + 1) << shift
        // 5: the entry is the root of the storage.
        guard root + 128 <= window.count, window[root + 66] == 5 else { return nil }
        return Array(window.bytes[root + 80..<root + 96])
    }
}

/// The archive of Office's XML documents, told by the names of its first entries.
enum OfficeArchive {
    private static let folders: [StaticString] = ["word/", "xl/", "ppt/"]

    /// `word/`, `xl/` or `ppt/`.
    static func mainFolder(_ window: ContentWindow) -> String? {
        guard window.has(ContentRule.zipEntry) else { return nil }
        if let folder = folder(window, entry: 0) { return folder }
        guard
            window.has("[Content_Types].xml", at: 30) || window.has("_rels/.rels", at: 30)
                || window.has("docProps", at: 30),
            let packed = window.littleEndian(4, at: 18), let second = next(window, from: packed + 49),
            let third = next(window, from: second + 26), folder(window, entry: third) != nil,
            let fourth = next(window, from: third + 26)
        else { return nil }
        return folder(window, entry: fourth)
    }

    private static func folder(_ window: ContentWindow, entry: Int) -> String? {
        folders.first { window.has($0, at: entry + 30) }.map { "\($0)" }
    }

    private static func next(_ window: ContentWindow, from start: Int) -> Int? {
        window.first(ContentRule.zipEntry, in: start..<start + 6000)
    }
}
