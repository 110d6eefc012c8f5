/// The documented lengths of an embed's fields, in bytes of UTF-8, and what keeps to them.
enum TextLimits {
    static let url = 256
    static let title = 100
    static let description = 1000
    static let siteName = 32
    static let iconURL = 256
    static let colour = 32
    /// Media addresses have no documented limit; this one keeps embeds small.
    static let mediaURL = 4096
    /// What oEmbed may say in one field, where upstream has no limit.
    static let oEmbedText = 400
}

extension String {
    /// The longest beginning of whole characters (grapheme clusters) that has at most this many bytes.
    ///
    /// A single character that is longer than the limit (a letter under hundreds of accents) leaves nothing.
    func prefix(maxBytes: Int) -> String {
        guard utf8.count > maxBytes else { return self }
        let cut = utf8.index(startIndex, offsetBy: maxBytes)
        // Clusters are found from the left, as their borders depend on what stands before.
        var end = startIndex
        while end < endIndex {
            let next = index(after: end)
            if next > cut { break }
            end = next
        }
        return String(self[..<end])
    }

    /// The text without space around it, and with one space for each run of white space and control characters.
    func collapsed() -> String {
        var result = ""
        result.reserveCapacity(utf8.count)
        var gap = false
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace || scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || scalar == "\u{FEFF}"
            {
                gap = true
                continue
            }
            if gap && !result.isEmpty { result.unicodeScalars.append(" ") }
            gap = false
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
