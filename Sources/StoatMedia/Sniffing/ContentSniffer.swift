/// Tells a file's media type by its content, and by its name only where the content is text or the name is a promise
/// of a program.
enum ContentSniffer {
    /// What text without any signature is stored as; not `text/plain`, since existing rows and clients know this one.
    static let text = "plain/text"
    /// What everything unknown is stored as.
    static let unknown = "application/octet-stream"

    /// The type of a file that begins with `head`.
    ///
    /// - Parameters:
    ///   - head: the first 8192 bytes, or the whole of a shorter file.
    ///   - rejected: types with weak signatures that the file has turned out not to be.
    ///   - isText: whether the entire file is valid UTF-8; asked only when nothing else is known.
    static func type(head: ContentWindow, name: String, rejected: Set<String> = [], isText: () throws -> Bool) rethrows
        -> String
    {
        let name = name.lowercased()
        if name.hasSuffix(".apk") { return "application/vnd.android.package-archive" }
        if name.hasSuffix(".exe") { return "application/vnd.microsoft.portable-executable" }
        let rule = ContentRule.all.first { rule in
            !(rule.isWeak && rejected.contains(rule.type)) && rule.matches(head)
        }
        if let rule, rule.type != unknown { return rule.type }
        guard try isText() else { return unknown }
        return name.hasSuffix(".svg") ? "image/svg+xml" : text
    }

    /// Whether the type was told by so short a signature that ordinary text may begin with it.
    static func isWeak(_ type: String, head: ContentWindow) -> Bool {
        ContentRule.all.first { $0.type == type && $0.matches(head) }?.isWeak ?? false
    }
}

/// Checks bytes for being UTF-8, piece by piece.
struct UTF8Check {
    private var expected = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether everything up to here may begin valid text.
    private(set) var isValid = true

    /// Whether the text is valid and does not end within a character.
    var isComplete: Bool { isValid && expected == 0 }

    /// Takes the next bytes.
    mutating func feed(_ bytes: ArraySlice<UInt8>) {
        guard isValid else { return }
        for byte in bytes {
            if expected > 0 {
                guard byte >= lower, byte <= upper else {
                    isValid = false
                    return
                }
                (expected, lower, upper) = (expected - 1, 0x80, 0xBF)
                continue
            }
            switch byte {
            case 0x00...0x7F: break
            case 0xC2...0xDF: expected = 1
            case 0xE0: (expected, lower) = (2, 0xA0)
            case 0xED: (expected, upper) = (2, 0x9F)
            case 0xE1...0xEF: expected = 2
            case 0xF0: (expected, lower) = (3, 0x90)
            case 0xF1...0xF3: expected = 3
            case 0xF4: (expected, upper) = (3, 0x8F)
            default:
                isValid = false
                return
            }
        }
    }
}
