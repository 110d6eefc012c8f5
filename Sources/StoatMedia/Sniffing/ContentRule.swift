/// One line of the table of magic numbers: a media type and what its files begin with.
struct ContentRule: Sendable {
    /// The type as stored and sent.
    let type: String
    /// Whether the signature is so short that ordinary text may begin with it: such a type needs a parsed header too.
    let isWeak: Bool
    /// Whether a file that begins with these bytes is of this type.
    let matches: @Sendable (ContentWindow) -> Bool

    init(_ type: String, isWeak: Bool = false, _ matches: @escaping @Sendable (ContentWindow) -> Bool) {
        self.type = type
        self.isWeak = isWeak
        self.matches = matches
    }

    /// A rule of one run of bytes.
    static func bytes(_ type: String, _ magic: [UInt8], at offset: Int = 0, longerThan length: Int = 0) -> ContentRule {
        ContentRule(type) { $0.count > length && $0.has(magic, at: offset) }
    }

    /// A rule of one run of ASCII characters.
    static func text(_ type: String, _ magic: StaticString, at offset: Int = 0, longerThan length: Int = 0)
        -> ContentRule
    {
        ContentRule(type) { $0.count > length && $0.has(magic, at: offset) }
    }

    /// Every rule, in the order in which they apply: the first match wins.
    ///
    /// The order and the emitted names are those of existing rows and clients; a type moved up or renamed changes what
    /// the same upload becomes.
    static let all: [ContentRule] = programs + books + images + videos + sounds + fonts + documents + archives + markup
}
