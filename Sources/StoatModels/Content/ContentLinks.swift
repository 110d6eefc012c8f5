/// The links of a message's content that get an embed.
///
/// Not those in code, in quoted lines, or between `<` and `>`, which is how an author asks for none.
public struct ContentLinks: Sendable, Equatable {
    /// The addresses without their fragments, each once, in order of appearance.
    public let urls: [String]

    /// Reads content; `limit` is the largest number of links wanted.
    ///
    /// Costs time in proportion to the content's length, whatever it holds.
    public init(of content: String, atMost limit: Int) {
        // Most messages have no link.
        guard limit > 0, content.utf8.contains(UInt8(ascii: ":")) else {
            self.urls = []
            return
        }
        var urls: [String] = []
        for line in Self.withoutCode(Array(content.unicodeScalars)).split(separator: "\n") where line.first != ">" {
            var finder = LinkFinder(Self.withoutSuppressed(line))
            while urls.count < limit, let url = finder.next() {
                if !urls.contains(url) { urls.append(url) }
            }
        }
        self.urls = urls
    }

    /// Puts a space for each code span and code block.
    ///
    /// Both end at the first closing marker, on whatever line; a marker without one is text.
    private static func withoutCode(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        // Where nothing closes a marker, nothing closes a later one: each kind is searched to the end once at most.
        var (mayHoldBlock, mayHoldSpan) = (true, true)
        var position = 0
        while position < text.count {
            if text[position] == "`" {
                if mayHoldBlock, holdsBlockMarker(text, at: position) {
                    if let end = blockEnd(text, from: position + 4) {
                        result.append(" ")
                        position = end
                        continue
                    }
                    mayHoldBlock = false
                }
                if mayHoldSpan {
                    if position + 2 < text.count, let end = text[(position + 2)...].firstIndex(of: "`") {
                        result.append(" ")
                        position = end + 1
                        continue
                    }
                    mayHoldSpan = false
                }
            }
            result.append(text[position])
            position += 1
        }
        return result
    }

    private static func holdsBlockMarker(_ text: [Unicode.Scalar], at index: Int) -> Bool {
        index + 2 < text.count && text[index] == "`" && text[index + 1] == "`" && text[index + 2] == "`"
    }

    /// Behind the first block marker that starts at `start` or later.
    private static func blockEnd(_ text: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        while index + 2 < text.count {
            if holdsBlockMarker(text, at: index) { return index + 3 }
            index += 1
        }
        return nil
    }

    /// Puts a space for everything from the first `<http` to the last `>` of a line, as upstream does: what stands
    /// between two such links gets no embed either.
    private static func withoutSuppressed(_ line: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        let mark = Array("<http".unicodeScalars)
        guard let end = line.lastIndex(of: ">"),
            let start = line.indices.first(where: { line[$0...].starts(with: mark) }), start + mark.count < end
        else { return Array(line) }
        return line[..<start] + [" "] + line[(end + 1)...]
    }
}
