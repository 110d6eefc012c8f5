/// The character encoding of a page: from its marks, and as the name by which iconv knows it.
enum Charset {
    static let utf8 = "UTF-8"
    static let fallback = "CP1252"

    /// What a byte order mark says, and how long the mark is.
    static func ofMark(_ bytes: ArraySlice<UInt8>) -> (name: String, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return ("UTF-16LE", 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return ("UTF-16BE", 2) }
        return nil
    }

    /// What a `Content-Type` says; also reads the same form in `<meta http-equiv>`.
    static func ofContentType(_ text: String) -> String? {
        let lower = text.lowercased()
        var rest = lower[...]
        while let found = rest.firstRange(of: "charset") {
            rest = rest[found.upperBound...]
            let value = rest.drop { $0 == " " || $0 == "\t" }
            guard value.first == "=" else { continue }
            let label = value.dropFirst().drop { " \t\"'".contains($0) }.prefix { !" \t\"';,".contains($0) }
            if let name = named(label) { return name }
        }
        return nil
    }

    /// The iconv name for a label of the web, whose Latin labels mean their Windows supersets.
    static func named(_ label: some StringProtocol) -> String? {
        let plain = label.lowercased().filter { $0.isLetter || $0.isNumber }
        return names[plain] ?? numbered(plain)
    }

    private static func numbered(_ plain: String) -> String? {
        if let number = suffix(of: plain, after: ["windows", "xcp", "cp"]), (1250...1258).contains(number) {
            return "CP\(number)"
        }
        if let number = suffix(of: plain, after: ["iso8859", "iso88859"]), (2...16).contains(number), number != 9,
            number != 11, number != 12
        {
            return "ISO-8859-\(number)"
        }
        return nil
    }

    private static func suffix(of plain: String, after prefixes: [String]) -> Int? {
        prefixes.lazy.compactMap { plain.hasPrefix($0) ? Int(plain.dropFirst($0.count)) : nil }.first
    }

    private static let names: [String: String] = [
        "utf8": utf8, "unicode11utf8": utf8, "xxutf8": utf8, "unicode": utf8, "utf16": utf8, "utf16le": utf8,
        "utf16be": utf8, "ascii": fallback, "usascii": fallback, "iso88591": fallback, "latin1": fallback,
        "l1": fallback, "ansi": fallback, "latin2": "ISO-8859-2", "latin5": "CP1254", "iso88599": "CP1254",
        "iso885911": "CP874", "tis620": "CP874", "windows874": "CP874", "windows31j": "CP932", "shiftjis": "CP932",
        "sjis": "CP932", "xsjis": "CP932", "mskanji": "CP932", "eucjp": "EUC-JP-MS", "xeucjp": "EUC-JP-MS",
        "iso2022jp": "ISO-2022-JP", "euckr": "CP949", "ksc56011987": "CP949", "ksc5601": "CP949", "korean": "CP949",
        "windows949": "CP949", "cp949": "CP949", "uhc": "CP949", "gb18030": "GB18030", "gbk": "GB18030",
        "gb2312": "GB18030", "xgbk": "GB18030", "chinese": "GB18030", "cp936": "GB18030", "big5": "BIG5-HKSCS",
        "big5hkscs": "BIG5-HKSCS", "xxbig5": "BIG5-HKSCS", "cnbig5": "BIG5-HKSCS", "koi8r": "KOI8-R", "koi8": "KOI8-R",
        "koi8u": "KOI8-U", "ibm866": "CP866", "cp866": "CP866", "macintosh": "MACINTOSH", "mac": "MACINTOSH",
    ]

    /// What the first `<meta charset>` or `<meta http-equiv content="…charset=…">` of these bytes says.
    ///
    /// Comments are skipped. The bytes may be in any encoding that is a superset of ASCII.
    static func ofMeta(_ bytes: [UInt8]) -> String? {
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            if bytes[index...].starts(with: "<!--".utf8) {
                index = end(of: "-->", in: bytes, from: index + 2)
            } else if bytes[index...].prefix(6).map({ $0 | 0x20 }).starts(with: "<meta".utf8.map { $0 | 0x20 }) {
                let close = bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
                // A tag longer than this holds no charset, but some text that mentions one.
                let tag = String(decoding: bytes[index..<min(close, index + 1024)], as: UTF8.self)
                if let name = ofContentType(tag), !tag.lowercased().contains("property=") { return name }
                index = close
            } else {
                index += 1
            }
        }
        return nil
    }

    private static func end(of mark: String, in bytes: [UInt8], from start: Int) -> Int {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
                return index + mark.count
            }
            index += 1
        }
        return bytes.count
    }
}
