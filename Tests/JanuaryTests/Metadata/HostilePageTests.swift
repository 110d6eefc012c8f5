import Testing

@testable import January

@Suite("Hostile pages") struct HostilePageTests {
    /// A page of three megabytes made of one thing, in front of a title.
    struct Attack: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var open = ""
        var unit: String
        var close = ""
        /// Why reading stops.
        var ending = HeadParser.Ending.complete

        var bytes: [UInt8] {
            let count = (HeadParser.maxBytes - 200) / unit.utf8.count
            return Array((open + String(repeating: unit, count: count) + close + "<title>T</title>").utf8)
        }
    }

    static let attacks: [Attack] = [
        Attack(testDescription: "open elements", unit: "<i>", ending: .tooDeep),
        Attack(testDescription: "open and foreign end tags", unit: "<i></b></u>", ending: .tooDeep),
        Attack(testDescription: "end tags", unit: "</x>"),
        Attack(testDescription: "attributes of one tag", open: "<p", unit: " a b=1 c='2'", close: ">", ending: .stuck),
        Attack(testDescription: "an attribute without end", open: "<meta content=\"", unit: "a>"),
        Attack(testDescription: "metas", unit: "<meta property='og:image' content='/a'>"),
        Attack(testDescription: "links", unit: "<link rel='icon' sizes='1x1 2x2' href='/a'>"),
        Attack(testDescription: "relations", open: "<link href=/a rel='", unit: "icon ", close: "'>"),
        Attack(testDescription: "comments", unit: "<!---->"),
        Attack(testDescription: "one comment", open: "<!--", unit: "- ", close: "-->"),
        Attack(testDescription: "declarations", unit: "<!D"),
        Attack(testDescription: "less-than signs", unit: "<"),
        Attack(testDescription: "ampersands", unit: "&"),
        Attack(testDescription: "entities", open: "<title>", unit: "&#x1F600;&lt;", close: "</title>"),
        Attack(testDescription: "an endless title", open: "<title>", unit: "a b "),
        Attack(testDescription: "an endless script", open: "<script>", unit: "</scrip>"),
        Attack(testDescription: "questions", unit: "<?", ending: .stuck),
        Attack(testDescription: "nameless end tags", unit: "</", ending: .stuck),
        Attack(
            testDescription: "quoted values of one tag",
            open: "<p a=\"",
            unit: "\" b=\"",
            close: "\">",
            ending: .stuck
        ),
        Attack(testDescription: "svg in svg", unit: "<svg><title>", ending: .tooDeep),
        Attack(testDescription: "accents", open: "<title>a", unit: "\u{301}", close: "</title>"),
        Attack(testDescription: "families", open: "<title>", unit: "👩‍", close: "</title>"),
        Attack(testDescription: "NUL", unit: "\u{0}"),
        Attack(testDescription: "blanks", unit: " \n"),
        Attack(testDescription: "elements", unit: "<b></b>", ending: .tooManyElements),
    ]

    @Test("are given up at a bound, without a crash", .timeLimit(.minutes(3)), arguments: attacks)
    func bounded(attack: Attack) {
        let bytes = attack.bytes
        let parser = HeadParser(contentType: "text/html")
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(16_384)
            rest = rest.dropFirst(piece.count)
            if !parser.take(piece) { break }
        }
        _ = parser.finish()
        #expect(parser.ending == attack.ending)
        #expect(parser.bytes <= HeadParser.maxBytes && parser.elements <= HeadParser.maxElements + 1)
        if attack.testDescription == "metas" { #expect(parser.tags.metas.count == 1) }
    }

    @Test("are read no further than the limit") func limit() {
        let parser = HeadParser(contentType: "text/html; charset=utf-8")
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        #expect(parser.take(piece) && parser.take(piece))
        #expect(!parser.take(piece))
        #expect(!parser.take(Array("<title>late</title>".utf8)))
        #expect(parser.finish().title == nil)
    }
}
