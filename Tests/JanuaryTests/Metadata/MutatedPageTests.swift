import Foundation
import StoatModels
import TestSupport
import Testing

@testable import January

@Suite("Damaged pages") struct MutatedPageTests {
    private static let words: [[UInt8]] =
        [
            "<", ">", "\"", "'", "&", "&#", "&#x41;", "<!--", "-->", "<![CDATA[", "]]>", "</", "/>", "<title>",
            "</title>", "<svg>",
            "</svg>", "<script>", "</script>", "<meta property=og:image content=", "<meta charset=sjis>",
            "<meta charset=gb18030>",
            "<base href='//x.example/'>", "<link rel=icon href='?'>", "<head>", "</head>", "<body>", "<?xml",
            "<!DOCTYPE", "\u{FEFF}",
            "👩‍👩‍👧", "content=\"", "og:url", "https://", "http://[", "data:", "\u{202E}", "\u{0}",
            "<meta http-equiv=refresh content='0;url=",
            "<template>", "<noscript>", "<textarea>", "<plaintext>",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xFE], [0xEF, 0xBB], [0x81], [0x1B, 0x24, 0x42], [0xF0, 0x9F], [0xC0, 0x80],
        ]

    private static let types = [
        "text/html", "text/html; charset=utf-8", "text/html; charset=sjis", "text/html; charset=gb18030",
        "text/html; charset=iso-2022-jp", "text/html; charset=euc-kr", "text/html; charset=windows-1252",
    ]

    private static func mutated(_ page: [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var page = page
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let at = Int.random(in: 0...page.count, using: &random)
            let end = min(page.count, at + Int.random(in: 0...64, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0: if at < page.count { page[at] = UInt8.random(in: 0...255, using: &random) }
            case 1: page.removeSubrange(at..<end)
            case 2: page.insert(contentsOf: page[at..<end], at: at)
            case 3, 4: page.insert(contentsOf: words.randomElement(using: &random) ?? [], at: at)
            case 5: if Bool.random(using: &random) { page.removeSubrange(at...) }
            case 6: if at < page.count { page[at] ^= 1 << UInt8.random(in: 0...7, using: &random) }
            default:
                let from = Int.random(in: 0...other.count, using: &random)
                page.insert(contentsOf: other[from...].prefix(400), at: at)
            }
        }
        return page
    }

    private static func check(_ embed: WebsiteEmbed) -> String? {
        let limits: [(String?, Int)] = [
            (embed.title, TextLimits.title), (embed.description, TextLimits.description),
            (embed.siteName, TextLimits.siteName),
            (embed.url, TextLimits.url), (embed.originalURL, TextLimits.url), (embed.iconURL, TextLimits.iconURL),
            (embed.colour, TextLimits.colour), (embed.image?.url, TextLimits.mediaURL),
            (embed.video?.url, TextLimits.mediaURL),
        ]
        if let broken = limits.first(where: { $0.0?.utf8.count ?? 0 > $0.1 || $0.0?.isEmpty == true }) {
            return "length of \(broken)"
        }
        for url in [embed.url, embed.iconURL, embed.image?.url, embed.video?.url] {
            guard let url else { continue }
            if WebURL(url) == nil || url.utf8.contains(where: { $0 <= 0x20 }) { return "address \(url)" }
        }
        let buffer = JSONWriter.encode(embed.object)
        guard let back = try? JSONParser.parse(buffer).object, back == embed.object else { return "JSON of \(embed)" }
        return nil
    }

    /// ``Fuzz`` tells how to try more of them: `JANUARY_FUZZ_SECONDS=600`.
    @Test("neither crash nor exceed their bounds", .timeLimit(.minutes(30))) func mutations() async {
        let pages = SitePages.all.compactMap(\.body).filter { $0.count < 20_000 }
        var fuzz = Fuzz("JANUARY", count: 3000)
        while var random = fuzz.next() {
            guard let page = pages.randomElement(using: &random), let other = pages.randomElement(using: &random),
                let type = Self.types.randomElement(using: &random)
            else { return }
            let bytes = Self.mutated(page, other, &random)
            let largest = [1, 3, 17, 300, 20_000].randomElement(using: &random) ?? 1
            let parser = HeadParser(contentType: type)
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...largest, using: &random))
                rest = rest.dropFirst(piece.count)
                if !parser.take(piece) { break }
            }
            var embed = WebsiteEmbed(
                tags: parser.finish(),
                request: "https://a.example/x",
                final: "https://b.a.example/d/?y#z"
            )
            embed.keepToLimits()
            let fault = Self.check(embed)
            #expect(fault == nil, "\(fuzz.round)")
            // Pages as small as these are read to their end, however damaged.
            #expect(parser.ending == .complete || parser.ending == .stuck, "\(fuzz.round)")
        }
    }
}
