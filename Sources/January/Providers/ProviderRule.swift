/// One kind of address that clients show with a player: which URLs, and what is said of them.
///
/// A rule is data; ``ProviderTable`` lists them all.
struct ProviderRule: Sendable {
    /// The `type` of the special object.
    var type: String
    /// The hosts this rule is for, in lower case; `*.` in front stands for any name below, but not for none.
    var hosts: [String]
    /// The steps of the path, from its start.
    var path: [Step]
    /// Whether more steps may follow.
    var isOpen = false
    /// The parts of the special object that do not come from the path.
    var fixed: [(key: String, value: String)] = []
    /// A query parameter that becomes a part of the special object if it is made of digits.
    var parameter: (name: String, key: String)?
    /// The colour the embed gets instead of the page's.
    var colour: String?
    /// Which address is looked at.
    var tests: Tested = .page
    /// Where the `id` comes from if not from the path.
    var mediaIDs: [String] = []

    /// The address a rule looks at.
    enum Tested: Sendable {
        /// What the page says its address is, if it may, else what was asked for.
        case page
        /// What was asked for.
        case request
    }

    /// One step of a path.
    enum Step: Sendable {
        /// Exactly one of these, in any case.
        case words([String])
        /// One of these, whose value becomes a part of the special object.
        case choice(String, [String: String])
        /// A name that becomes a part of the special object.
        case capture(String, Letters)
        /// A name that does not matter.
        case skip(Letters)
        /// A step that may be missing.
        case optional(Letters)
    }

    /// What a name may look like.
    enum Letters: Sendable {
        /// Letters and digits.
        case alphanumeric
        /// Letters, digits, `-` and `_`.
        case slug
        /// Letters, digits, `-` and `_`, but none of these words.
        case slugExcept(Set<String>)
        /// Letters, digits and `_`, of so many characters, written in lower case; none of these words.
        case handle(ClosedRange<Int>, except: Set<String>)
        /// Digits.
        case digits
        /// A language or a country and how it is written, such as `de`, `pt-BR` or `intl-de`.
        case locale
        /// Anything at all.
        case any
    }

    /// What a matching URL means.
    struct Match: Sendable {
        /// The wire object; `nil` where the rule matches but lacks what the player needs.
        var special: [(key: String, value: String)]?
        var colour: String?
    }

    /// Whether the rule is for addresses of a host, written in lower case.
    func isFor(_ host: String) -> Bool { hosts.contains { ProviderRule.isHost(host, $0) } }

    /// The match of a URL whose host the rule is for; `nil` where the rest of it does not fit.
    ///
    /// - Parameter mediaURL: the video that the page declares.
    func match(_ url: WebURL, mediaURL: String?) -> Match? {
        guard var parts = captures(url.segments[...], path[...]) else { return nil }
        parts = [("type", type)] + fixed + parts
        if let parameter, let value = url.parameter(parameter.name), ProviderRule.isDigits(value) {
            parts.append((parameter.key, value))
        }
        guard !mediaIDs.isEmpty else { return Match(special: parts, colour: colour) }
        let id = mediaIDs.lazy.compactMap { ProviderRule.digits(after: $0, in: mediaURL ?? "") }.first
        return Match(special: id.map { parts + [("id", $0)] }, colour: colour)
    }

    private static func isHost(_ host: String, _ pattern: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return host == pattern }
        return host.hasSuffix(pattern.dropFirst()) && host.utf8.count > pattern.utf8.count - 1
    }

    private func captures(_ given: ArraySlice<Substring>, _ wanted: ArraySlice<Step>) -> [(key: String, value: String)]?
    {
        guard let step = wanted.first else { return given.isEmpty || isOpen ? [] : nil }
        let after = wanted.dropFirst()
        if case .optional(let letters) = step {
            if let word = given.first, letters.accepts(word), let rest = captures(given.dropFirst(), after) {
                return rest
            }
            return captures(given, after)
        }
        guard let word = given.first, let own = step.captures(word), let rest = captures(given.dropFirst(), after)
        else { return nil }
        return own + rest
    }

    static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func digits(after mark: String, in text: String) -> String? {
        guard let found = text.firstRange(of: mark) else { return nil }
        let digits = text[found.upperBound...].prefix { ("0"..."9").contains($0) }
        return isDigits(digits) ? String(digits) : nil
    }
}

extension ProviderRule.Step {
    /// What a word gives to the special object; `nil` if it does not fit.
    fileprivate func captures(_ word: Substring) -> [(key: String, value: String)]? {
        switch self {
        case .words(let words): words.contains(word.lowercased()) ? [] : nil
        case .choice(let key, let values): values[word.lowercased()].map { [(key, $0)] }
        case .capture(let key, let letters): letters.accepts(word) ? [(key, letters.normal(word))] : nil
        case .skip(let letters), .optional(let letters): letters.accepts(word) ? [] : nil
        }
    }
}

extension ProviderRule.Letters {
    fileprivate func accepts(_ word: Substring) -> Bool {
        guard !word.isEmpty, word.utf8.count <= 200 else { return false }
        switch self {
        case .alphanumeric: return word.utf8.allSatisfy(Self.isAlphanumeric)
        case .slug: return word.utf8.allSatisfy(Self.isSlug)
        case .slugExcept(let words): return word.utf8.allSatisfy(Self.isSlug) && !words.contains(word.lowercased())
        case .handle(let lengths, let words):
            return lengths.contains(word.utf8.count) && !words.contains(word.lowercased())
                && word.utf8.allSatisfy { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
        case .digits: return ProviderRule.isDigits(word)
        case .locale:
            let parts = word.lowercased().split(separator: "-")
            return parts.count <= 2 && parts.last?.utf8.count == 2
                && (parts.count == 1 || parts[0].utf8.count == 2 || parts[0] == "intl")
        case .any: return true
        }
    }

    fileprivate func normal(_ word: Substring) -> String {
        if case .handle = self { word.lowercased() } else { String(word) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isSlug(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
