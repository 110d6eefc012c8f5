/// What a reaction may be made of: a custom emoji by its id, or an emoji of Unicode.
public enum ReactionEmoji: Sendable, Equatable {
    /// Text that parses as a ULID; whether such an emoji exists only the store knows.
    case custom(EmojiID)
    case unicode(String)

    /// Tells the kind of a client's text; `nil` for text that is neither.
    ///
    /// Unicode 17 emoji are known with and without variation selectors, keycaps and single regional indicators
    /// included; lone skin tones are not.
    public init?(_ text: String) {
        if ULID(text) != nil {
            self = .custom(EmojiID(text))
        } else if Self.known.contains(Self.withoutVariationSelectors(text)) {
            self = .unicode(text)
        } else {
            return nil
        }
    }

    /// Of the keys already on a message, the one that means this emoji: the same text, else one that differs in
    /// variation selectors only.
    public static func key(for emoji: String, among keys: some Sequence<String>) -> String? {
        let plain = withoutVariationSelectors(emoji)
        var similar: String?
        for key in keys {
            if key == emoji { return key }
            if similar == nil, withoutVariationSelectors(key) == plain { similar = key }
        }
        return similar
    }

    /// The text without U+FE0F, which asks for a colorful picture and changes no meaning.
    static func withoutVariationSelectors(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{FE0F}") else { return text }
        var scalars = text.unicodeScalars
        scalars.removeAll { $0 == "\u{FE0F}" }
        return String(scalars)
    }

    // Read on first use: about 4000 short strings.
    private static let known = Set(
        UnicodeEmoji.table.utf8.split { $0 == 0x20 || $0 == 0x0A }.compactMap { String($0) }
    )
}
