import StoatModels
import TestSupport
import Testing

@Suite("Links in random content") struct ContentLinksFuzzTests {
    private static let parts: [String] = [
        "http://", "https://", "HTTPS://", "ftp://", "a.b", "xn--p1ai", "/", "#", "?", "`", "```", "<", "<http", ">",
        "\n> ", "\n", "\r\n", "(", ")", "[", "]", "{", "}", "'", "\"", "|", ".", ",", " ", "é", "🦦", "👩‍👩‍👧", "\u{0}",
        "\u{301}", "\u{85}", "\u{2028}", "\u{202E}", "\u{FEFF}", "\u{3000}", "@", ":", "//", "://", "1", "-", "*", "\\",
        "x", "%20", "[::1]", "127.0.0.1", "&", "~", "||", "!", ";", "+", "_", "\u{FFFD}", "\u{10FFFF}",
    ]

    /// Text of whole marks, of any characters, or of both; now and then long, as a message is at most.
    private static func content(_ random: inout SeededGenerator) -> String {
        let length = Int.random(in: 0...19, using: &random) == 0 ? 2000 : 24
        let kind = Int.random(in: 0..<3, using: &random)
        var content = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &random) {
            if kind == 0 || (kind == 1 && Bool.random(using: &random)) {
                content.append(contentsOf: (parts.randomElement(using: &random) ?? "").unicodeScalars)
            } else {
                let range: ClosedRange<UInt32> = Bool.random(using: &random) ? 0...0x7F : 0...0x10FFFF
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { content.append(scalar) }
            }
        }
        return String(content)
    }

    /// What is wrong with the links of some content.
    private static func fault(_ urls: [String], of content: String, limit: Int) -> String? {
        guard urls.count <= limit, Set(urls).count == urls.count else { return "number" }
        let scalars = Array(content.unicodeScalars)
        for url in urls {
            let part = Array(url.unicodeScalars)
            guard scalars.contains(part) else { return "no part: \(url)" }
            let isClean = !part.contains {
                $0.properties.isWhitespace || $0.properties.generalCategory == .control
                    || "<>|\"`#".unicodeScalars.contains($0)
            }
            guard isClean, part.starts(with: "http".unicodeScalars) || url.lowercased().hasPrefix("http") else {
                return "not clean: \(url)"
            }
            // Read alone it is the same link: what surrounds an address does not change it. Punctuation at its end stays
            // where a fragment followed.
            let again = ContentLinks(of: url + "#x", atMost: 2).urls
            guard again == [url] else { return "read again: \(url) as \(again)" }
        }
        return nil
    }

    /// ``Fuzz`` tells how to try more of it: `LINKS_FUZZ_SECONDS=600`.
    @Test("are parts of it, each an address without spaces", .timeLimit(.minutes(30)))
    func random() {
        var fuzz = Fuzz("LINKS", count: 5000)
        while var random = fuzz.next() {
            let content = Self.content(&random)
            let limit = Int.random(in: 0...6, using: &random)
            let urls = ContentLinks(of: content, atMost: limit).urls
            let fault = Self.fault(urls, of: content, limit: limit)
            #expect(fault == nil, "\(fuzz.round): \(content.debugDescription)")
            // Fewer are the first of more.
            let all = ContentLinks(of: content, atMost: .max).urls
            #expect(urls == Array(all.prefix(limit)), "\(fuzz.round): \(content.debugDescription)")
            // Behind a quotation mark, or in code that nothing in it ends, there are none.
            if !content.contains("`") {
                #expect(ContentLinks(of: "```\n" + content + "\n```", atMost: 5).urls.isEmpty, "\(fuzz.round)")
            }
        }
    }
}
