import Testing

@testable import January

@Suite("Text of embeds") struct TextTests {
    @Test("is cut between characters", arguments: [0, 1, 5, 24, 25, 26, 31, 32, 100])
    func cut(limit: Int) {
        let text = "a👩‍👩‍👧é日e\u{301}🇩🇪"
        let cut = text.prefix(maxBytes: limit)
        #expect(cut.utf8.count <= limit && text.hasPrefix(cut))
        #expect(limit < text.utf8.count || cut == text)
        // The longest that fits: one character more would not.
        #expect(cut == text || text.prefix(cut.count + 1).utf8.count > limit)
    }

    @Test(
        "has single spaces",
        arguments: zip(
            [" a \n\t b ", "", " \u{3000} ", "a\u{0}b", "\u{FEFF}x\u{A0}y"],
            ["a b", "", "", "a b", "x y"]
        )
    )
    func collapsed(text: String, expected: String) { #expect(text.collapsed() == expected) }

    @Test(
        "has its declared encoding",
        arguments: zip(
            [
                "text/html; charset=utf-8", "text/html;charset=\"Windows-1251\"", "text/html; CHARSET = 'sjis'",
                "text/html; charset=latin1", "text/html; charset=iso-8859-15", "text/html",
                "text/html; charset=nonsense",
                "text/html; charset=cp9999999999999999999999", "text/html; xcharset=; charset=GBK",
            ],
            ["UTF-8", "CP1251", "CP932", "CP1252", "ISO-8859-15", nil, nil, nil, "GB18030"]
        )
    )
    func charset(type: String, expected: String?) { #expect(Charset.ofContentType(type) == expected) }

    @Test("is found in metas but not in comments and descriptions")
    func metaCharset() {
        #expect(Charset.ofMeta(Array("<!-- <meta charset=big5> --><META CharSet=euc-kr>".utf8)) == "CP949")
        #expect(Charset.ofMeta(Array("<meta property='og:title' content='charset=big5'>".utf8)) == nil)
        #expect(Charset.ofMeta(Array("<meta".utf8)) == nil)
        #expect(Charset.ofMeta(Array("<!--".utf8)) == nil)
    }

    @Test(
        "declares sizes",
        arguments: zip(["640", "640px", "1.5", "", "-3", "99999999999999999999", "x"], [640, 640, 1, 0, 0, 0, 0])
    )
    func sizes(text: String, expected: Int) { #expect(MediaSize.of(text) == expected) }
}

@Suite("Addresses") struct WebURLTests {
    @Test(
        "are resolved as in browsers",
        arguments: zip(
            [
                "/i.png", "i.png", "../i.png", "../../../i.png", "./", "..", "?b=2", "#f", "", "//cdn.example/x",
                "http://Other.Example/x", "https:i.png", "/a b?c d", "\\x\\y", " /t\n.png ", "/日?日",
                "https://h.example",
                "/%2e%2e/z", "mailto:a@b", "javascript:1", "data:,x", "https://", "https:///x", "http://a b/", "//",
            ],
            [
                "https://a.example/i.png", "https://a.example/d/i.png", "https://a.example/i.png",
                "https://a.example/i.png",
                "https://a.example/d/", "https://a.example/", "https://a.example/d/p?b=2",
                "https://a.example/d/p?q=1#f",
                "https://a.example/d/p?q=1", "https://cdn.example/x", "http://other.example/x",
                "https://a.example/d/i.png",
                "https://a.example/a%20b?c%20d", "https://a.example/x/y", "https://a.example/t.png",
                "https://a.example/%E6%97%A5?%E6%97%A5", "https://h.example", "https://a.example/z", nil, nil, nil, nil,
                nil,
                nil, nil,
            ] as [String?]
        )
    )
    func resolved(reference: String, expected: String?) throws {
        let base = try #require(WebURL("https://a.example/d/p?q=1"))
        #expect(base.resolving(reference)?.text == expected)
    }

    @Test(
        "have hosts",
        arguments: zip(
            [
                "https://U:p@Host.Example:80/", "http://[::1]:8080/", "http://h.example.", "http://日本.example/x",
                "ftp://x/", "x.example",
            ],
            ["host.example", "[::1]", "h.example", "日本.example", nil, nil] as [String?]
        )
    )
    func hosts(text: String, expected: String?) { #expect(WebURL(text)?.host == expected) }

    @Test("have parameters") func parameters() {
        let url = WebURL("https://a.example/?x=1&v=a%20b+c&e&x=2#t=5")
        #expect(url?.parameter("x") == "1" && url?.parameter("v") == "a b c" && url?.parameter("e") == "")
        #expect(url?.parameter("none") == nil)
    }

    @Test(
        "belong to one owner or not",
        arguments: [
            ("a.example.com", "example.com", true), ("bbc.co.uk", "www.bbc.co.uk", true), ("a.co.uk", "b.co.uk", false),
            ("a.github.io", "b.github.io", false), ("x.a.github.io", "a.github.io", true),
            ("1.2.3.4", "9.9.3.4", false),
            ("a.com", "a.org", false), ("t.co", "x.t.co", true), ("notexample.com", "example.com", false),
            ("localhost", "localhost", true), ("[::1]", "[::2]", false),
        ]
    )
    func owners(one: String, other: String, expected: Bool) {
        #expect(RegistrableDomain.isSame(one, other) == expected)
    }
}
