import NIOCore
import StoatModels
import Synchronization
import Testing

@testable import January

@Suite("Embeds of pages") struct EmbedTests {
    @Test("are as expected, however the page is cut into pieces", arguments: SitePages.all)
    func embeds(page: SitePage) async {
        let pieces = (page.body?.count ?? 0) > 100_000 ? [1400, 65_536] : [1, 7, 1400, 1 << 20]
        for piece in pieces {
            let embed = await page.web(piece: piece).embed(page.url)
            #expect(embed == page.embed, "in pieces of \(piece)")
        }
    }

    @Test("are tried with all pages there are") func pages() { #expect(SitePages.all.count >= 106) }

    @Test("stop reading at the end of the head") func stops() async {
        let body = "<head><title>T</title></head>" + String(repeating: "<p>text</p>", count: 100_000)
        let web = FakeWeb(["https://a.example/": .init(body: Array(body.utf8))])
        _ = await web.embed("https://a.example/")
        #expect(web.log.withLock { $0.bytes } <= 1400)
    }

    @Test("throw what the fetcher throws") func errors() async {
        #expect(await FakeWeb([:]).embed("https://a.example/") == "error")
        #expect(await FakeWeb([:]).embed("https://youtu.be/dQw4w9WgXcQ") == "error")
    }

    @Test("measure nothing for a site with a player") func playersAreNotMeasured() async {
        let page = "<head><meta property=og:title content=t><meta property=og:image content=/i></head>"
        let web = FakeWeb(["https://www.twitch.tv/Some_One": .init(body: Array(page.utf8))])
        let embed = await web.embed("https://www.twitch.tv/Some_One")
        #expect(embed.contains(#""special":{"type":"Twitch","content_type":"Channel","id":"some_one"}"#))
        #expect(web.urls == ["https://www.twitch.tv/Some_One"])
    }

    @Test("of videos come from oEmbed") func youTube() async {
        let answer = """
            {"title":"Rick","author_name":"RA","author_url":"https://www.youtube.com/@RA","provider_name":"YouTube",
            "thumbnail_url":"https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg","thumbnail_width":480,"thumbnail_height":360}
            """
        let oEmbed =
            "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fyoutube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ"
        let web = FakeWeb([oEmbed: .init(type: "application/json", body: Array(answer.utf8))])
        let embed = await web.embed("https://youtu.be/dQw4w9WgXcQ?t=1m30s")
        #expect(
            embed
                == #"{"type":"Website","url":"https://youtu.be/dQw4w9WgXcQ?t=1m30s","special":{"type":"YouTube","id":"dQw4w9WgXcQ","creator_name":"RA","creator_url":"https://www.youtube.com/@RA","timestamp":"90"},"title":"Rick","image":{"url":"https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg","width":480,"height":360,"size":"Large"},"site_name":"YouTube","icon_url":"https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg"}"#
        )
        let poor = FakeWeb([oEmbed: .init(type: "application/json", body: Array(#"{"title":"Rick"}"#.utf8))])
        #expect(await poor.embed("https://youtu.be/dQw4w9WgXcQ") == "error")
    }

    @Test("of pages of music albums look at the request") func appleMusic() async {
        let page =
            #"<head><meta property="og:url" content="https://music.apple.com/us/album/other/9"><title>A</title></head>"#
        let url = "https://music.apple.com/us/album/name/123?i=456"
        let embed = await FakeWeb([url: .init(body: Array(page.utf8))]).embed(url)
        #expect(embed.contains(#""special":{"type":"AppleMusic","album_id":"123","track_id":"456"}"#))
        #expect(embed.contains(##""colour":"#FA233B""##))
    }

    @Test("of record shops have no player without a video") func bandcamp() async {
        let url = "https://a.bandcamp.com/track/x"
        let page = #"<head><title>A</title><meta property="og:image" content="/i.jpg"></head>"#
        let embed = await FakeWeb([url: .init(body: Array(page.utf8))]).embed(url)
        #expect(!embed.contains("special") && embed.contains(#""title":"A""#))
    }

    @Test("of links in an old form read the new address") func rewritten() async {
        let page = Array("<head><title>Old</title></head>".utf8)
        let web = FakeWeb(["https://old.reddit.com/r/x": .init(body: page)])
        for url in ["https://www.reddit.com/r/x", "http://reddit.com/r/x", "new.reddit.com/r/x"] {
            #expect(await web.embed(url).contains("https://old.reddit.com/r/x"))
        }
    }
}
