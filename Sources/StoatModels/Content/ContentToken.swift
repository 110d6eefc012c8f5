/// A piece of message content that means something to the server.
public enum ContentToken: Sendable, Equatable {
    /// A backslash.
    case escape
    /// One, two or three backticks; three take the rest of their line with them.
    case code(ticks: Int)
    case user(UserID)
    case role(RoleID)
    case channel(ChannelID)
    case emoji(EmojiID)
    case everyone
    case online
}

/// Cuts content into tokens from left to right, always taking the longest; other text is passed over.
///
/// Works on bytes and looks at each a bounded number of times, so hostile content costs no more than other content.
struct ContentLexer: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0

    init(_ content: String) { self.bytes = Array(content.utf8) }

    mutating func next() -> ContentToken? {
        while position < bytes.count {
            if let (token, length) = token() {
                position += length
                return token
            }
            position += 1
        }
        return nil
    }

    private func token() -> (ContentToken, length: Int)? {
        switch bytes[position] {
        case UInt8(ascii: "\\"): (.escape, 1)
        case UInt8(ascii: "`"): code()
        case UInt8(ascii: "<"): mention()
        case UInt8(ascii: ":"): id(at: position + 1, closedBy: ":").map { (.emoji(EmojiID($0)), 28) }
        case UInt8(ascii: "@"):
            if holds("@everyone") { (.everyone, 9) } else if holds("@online") { (.online, 7) } else { nil }
        default: nil
        }
    }

    private func code() -> (ContentToken, length: Int) {
        guard holds("``") else { return (.code(ticks: 1), 1) }
        guard holds("```") else { return (.code(ticks: 2), 2) }
        let rest = bytes[(position + 3)...].prefix { $0 != UInt8(ascii: "`") && $0 != UInt8(ascii: "\n") }
        return (.code(ticks: 3), 3 + rest.count)
    }

    private func mention() -> (ContentToken, length: Int)? {
        guard position + 1 < bytes.count, let id = id(at: position + 2, closedBy: ">") else { return nil }
        switch bytes[position + 1] {
        case UInt8(ascii: "@"): return (.user(UserID(id)), 29)
        case UInt8(ascii: "%"): return (.role(RoleID(id)), 29)
        case UInt8(ascii: "#"): return (.channel(ChannelID(id)), 29)
        default: return nil
        }
    }

    /// The 26 upper-case Crockford digits from `start` on, if a closing character follows them.
    private func id(at start: Int, closedBy close: Unicode.Scalar) -> String? {
        guard start + 26 < bytes.count, bytes[start + 26] == UInt8(ascii: close) else { return nil }
        let digits = bytes[start..<start + 26]
        return digits.allSatisfy(Self.isDigit) ? String(decoding: digits, as: UTF8.self) : nil
    }

    private func holds(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { expected in
            bytes[position..<position + expected.count].elementsEqual(expected)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "O"), UInt8(ascii: "U"): false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}
