import StoatModels
import Testing

@Suite("Links in message content")
struct ContentLinksTests {
    @Test(
        "end where the address does",
        arguments: [
            ("https://a.b", ["https://a.b"]),
            ("see https://a.b/c?d=e&f=%20g now", ["https://a.b/c?d=e&f=%20g"]),
            ("https://a.b.", ["https://a.b"]),
            ("https://a.b/?!", ["https://a.b/"]),
            ("really, https://a.b/c?", ["https://a.b/c"]),
            ("https://a.b,https://c.d", ["https://a.b,https://c.d"]),
            ("https://a.b, https://c.d; https://e.f: x", ["https://a.b", "https://c.d", "https://e.f"]),
            ("(https://a.b)", ["https://a.b"]),
            ("(see https://a.b/c_(d))", ["https://a.b/c_(d)"]),
            ("https://a.b/c_(d", ["https://a.b/c_(d"]),
            ("https://a.b/(", ["https://a.b/"]),
            ("[x](https://a.b/c)", ["https://a.b/c"]),
            ("[https://a.b](https://c.d)", ["https://a.b", "https://c.d"]),
            ("{https://a.b/{c}}", ["https://a.b/{c}"]),
            ("\"https://a.b\"", ["https://a.b"]),
            ("'https://a.b'", ["https://a.b"]),
            ("https://a.b/'c'", ["https://a.b/'c'"]),
            ("https://a.b/it's", ["https://a.b/it's"]),
            ("||https://a.b||", ["https://a.b"]),
            ("**https://a.b** ~~https://c.d~~", ["https://a.b", "https://c.d"]),
            ("https://a.b/c_", ["https://a.b/c_"]),
            ("https://a.b/c\nhttps://d.e/f", ["https://a.b/c", "https://d.e/f"]),
            ("https://a.b\r\nx", ["https://a.b"]),
            ("https://a.b\u{3000}x", ["https://a.b"]),
            ("https://a.b\u{85}x", ["https://a.b"]),
            ("https://пример.рф/путь", ["https://пример.рф/путь"]),
            ("https://a.b/🦦.", ["https://a.b/🦦"]),
            ("https://1.2.3.4:5/ http://[::1]/x", ["https://1.2.3.4:5/", "http://[::1]/x"]),
        ] as [(String, [String])]
    )
    func ends(content: String, urls: [String]) { check(content, urls) }

    @Test(
        "are http and https with a host",
        arguments: [
            ("", []), ("a.b www.a.b a@b.c", []), ("ftp://a.b mailto:a@b.c data:text,x", []),
            ("HTTPS://A.b HtTp://c.d", ["HTTPS://A.b", "HtTp://c.d"]),
            ("xhttps://a.b", []), ("1https://a.b", []), ("x+https://a.b", []), ("-https://a.b", ["https://a.b"]),
            ("éhttps://a.b", ["https://a.b"]), (":https://a.b", ["https://a.b"]), ("@https://a.b", ["https://a.b"]),
            ("https://", []), ("https:///x", []), ("https://?x", []), ("https://#x", []), ("https://...", []),
            ("https://@/x", []), ("https://u:p@a.b/", ["https://u:p@a.b/"]), ("https:/a.b", []), ("://a.b", []),
            ("http://http://a.b", ["http://http://a.b"]), ("https:// https://a.b", ["https://a.b"]),
        ] as [(String, [String])]
    )
    func schemes(content: String, urls: [String]) { check(content, urls) }

    @Test(
        "do not count in code, quotes and angle brackets",
        arguments: [
            ("`https://a.b`", []), ("`https://a.b", ["https://a.b"]), ("``https://a.b``", []),
            ("```\nhttps://a.b\n```", []), ("```\nhttps://a.b\n``` https://c.d", ["https://c.d"]),
            ("```https://a.b", ["https://a.b"]), ("`a\nhttps://a.b` https://c.d", ["https://c.d"]),
            ("https://a.b`x`https://c.d", ["https://a.b", "https://c.d"]),
            ("`x`https://a.b`y` `z", ["https://a.b"]), ("``` https://a.b ` https://c.d `", ["https://a.b"]),
            ("> https://a.b", []), (">https://a.b\nhttps://c.d", ["https://c.d"]), (" > https://a.b", ["https://a.b"]),
            ("x\n> https://a.b\n>> https://c.d\ny https://e.f", ["https://e.f"]),
            ("<https://a.b>", []), ("<http://a.b> https://c.d", ["https://c.d"]),
            ("<https://a.b", ["https://a.b"]), ("< https://a.b>", ["https://a.b"]),
            ("<https://a.b> https://c.d <https://e.f> https://g.h", ["https://g.h"]),
            ("<https://a.b\n> https://c.d", ["https://a.b"]),
            ("<@01FD58YK5W7QRV5H3D64KTQYX3> https://a.b", ["https://a.b"]),
            ("https://z.y <https://a.b>\nhttps://c.d <x>", ["https://z.y", "https://c.d"]),
            ("<http>", []), ("<https://a.b|https://c.d>", []),
        ] as [(String, [String])]
    )
    func suppressed(content: String, urls: [String]) { check(content, urls) }

    @Test("are listed once without fragments, in order, up to the limit")
    func list() {
        let content = "https://b.c#x https://a.b/ https://b.c#y https://b.c/#/z https://d.e https://f.g"
        let all = ["https://b.c", "https://a.b/", "https://b.c/", "https://d.e", "https://f.g"]
        for limit in 0...6 {
            #expect(ContentLinks(of: content, atMost: limit).urls == Array(all.prefix(limit)))
        }
        #expect(ContentLinks(of: content, atMost: -1).urls.isEmpty)
    }

    @Test(
        "cost time in proportion to the length",
        .timeLimit(.minutes(4)),
        arguments: [
            "`", "```", "<http", "<http>", "://", "http://", "https://a.b/(", "'", "a`b```", "(", "\n>", "http:// ",
        ]
    )
    func hostile(piece: String) {
        let content = String(repeating: piece, count: 100_000)
        #expect(ContentLinks(of: content + ":", atMost: 5).urls.count <= 5)
    }

    private func check(_ content: String, _ urls: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(ContentLinks(of: content, atMost: 5).urls == urls, sourceLocation: sourceLocation)
    }
}
