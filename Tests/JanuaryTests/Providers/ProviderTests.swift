import StoatModels
import Testing

@testable import January

@Suite("Sites with players") struct ProviderTests {
    /// An address, the video its page declares, and `type key=value…`, or `nil` for an ordinary page.
    typealias Row = (url: String, media: String?, special: String?)

    static let rows: [Row] = [
        ("https://streamable.com/moo", nil, "Streamable id=moo"),
        ("http://www.streamable.com/a-b_1/x?y", nil, "Streamable id=a-b_1"),
        ("https://streamable.com/", nil, nil), ("https://streamable.com/login", nil, nil),
        ("https://notstreamable.com/moo", nil, nil), ("https://streamable.com.evil.example/moo", nil, nil),
        ("https://lightspeed.tv/name", nil, "Lightspeed content_type=Channel id=name"),
        ("https://next.lightspeed.tv/name", nil, "Lightspeed content_type=Channel id=name"),
        ("https://lightspeed.tv/abc", nil, nil),
        ("https://lightspeed.tv/" + String(repeating: "a", count: 26), nil, nil),
        ("https://twitch.tv/name", nil, "Twitch content_type=Channel id=name"),
        ("https://www.twitch.tv/Name/?x=1", nil, "Twitch content_type=Channel id=name"),
        ("https://m.twitch.tv/name", nil, "Twitch content_type=Channel id=name"),
        ("https://go.twitch.tv/name", nil, "Twitch content_type=Channel id=name"),
        ("https://www.twitch.tv/videos/123?t=1h", nil, "Twitch content_type=Video id=123"),
        ("https://www.twitch.tv/videos/x", nil, nil), ("https://www.twitch.tv/directory", nil, nil),
        ("https://www.twitch.tv/name/clip/Some-Clip_1", nil, "Twitch content_type=Clip id=Some-Clip_1"),
        ("https://clips.twitch.tv/SomeClip", nil, "Twitch content_type=Clip id=SomeClip"),
        ("https://www.twitch.tv/name/about", nil, nil), ("https://twitch.tv/", nil, nil),
        ("https://open.spotify.com/track/Abc123?si=1", nil, "Spotify content_type=track id=Abc123"),
        ("https://open.spotify.com/intl-pt/album/a", nil, "Spotify content_type=album id=a"),
        ("https://open.spotify.com/playlist/a/x", nil, "Spotify content_type=playlist id=a"),
        ("https://open.spotify.com/user/a_b", nil, "Spotify content_type=user id=a_b"),
        ("https://open.spotify.com/artist/a", nil, "Spotify content_type=artist id=a"),
        ("https://open.spotify.com/episode/a", nil, nil), ("https://spotify.com/track/a", nil, nil),
        ("https://openxspotify.com/track/a", nil, nil),
        ("https://soundcloud.com/user/track", nil, "Soundcloud"),
        ("https://m.soundcloud.com/us_er/sets/x", nil, "Soundcloud"),
        ("https://soundcloud.com/user", nil, nil), ("https://soundcloud.com/discover/x", nil, nil),
        (
            "https://a.bandcamp.com/track/x", "https://bandcamp.com/EmbeddedPlayer/track=7/",
            "Bandcamp content_type=Track id=7"
        ),
        (
            "https://a-b.bandcamp.com/album/x", "https://bandcamp.com/EmbeddedPlayer/album=5/track=7/",
            "Bandcamp content_type=Album id=7"
        ),
        (
            "https://a.bandcamp.com/album/x", "https://bandcamp.com/EmbeddedPlayer/album=5/",
            "Bandcamp content_type=Album id=5"
        ),
        ("https://a.bandcamp.com/album/x", nil, nil), ("https://a.bandcamp.com/album/x", "https://x/album=", nil),
        ("https://bandcamp.com/album/x", "https://x/album=5", nil),
        ("https://a.bandcamp.com/music", "https://x/album=5", nil),
        ("https://tenor.com/view/a-1", nil, "GIF"), ("https://tenor.com/pt-BR/view/a-1", nil, "GIF"),
        ("https://tenor.com/search/a", nil, nil), ("https://gifbox.me/view/1", nil, "GIF"),
        ("https://yiffbox.me/view/1", nil, "GIF"), ("https://giphy.com/gifs/a", nil, "GIF"),
        ("https://giphy.com/", nil, nil), ("https://klipy.com/gifs/a", nil, "GIF"),
        ("https://gfycat.com/Abc", nil, "GIF"),
        ("https://www.redgifs.com/watch/a", nil, "GIF"), ("https://redgifs.com/users/a", nil, nil),
        ("https://music.apple.com/us/album/n/1", nil, "AppleMusic album_id=1"),
        ("https://music.apple.com/album/n/1?l=de&i=2", nil, "AppleMusic album_id=1 track_id=2"),
        ("https://music.apple.com/us/album/n/1?i=x", nil, "AppleMusic album_id=1"),
        ("https://music.apple.com/us/artist/n/1", nil, nil), ("https://example.com/", nil, nil),
    ]

    @Test("are told by their address", arguments: rows)
    func special(url: String, media: String?, expected: String?) {
        let parsed = WebURL(url)
        let found = ProviderTable.special(page: parsed, request: parsed, mediaURL: media)
        let text = found?.special.entries.map { entry in
            (entry.key == "type" ? "" : entry.key + "=") + (entry.value.string ?? "")
        }
        #expect(text?.joined(separator: " ") == expected)
    }

    @Test("have their colours") func colours() {
        let colours = [
            "https://lightspeed.tv/name": "#7445D9", "https://twitch.tv/a": "#7B68EE",
            "https://open.spotify.com/track/a": "#1ABC9C",
            "https://soundcloud.com/a/b": "#FF7F50", "https://music.apple.com/us/album/n/1": "#FA233B",
        ]
        for (url, colour) in colours {
            let parsed = WebURL(url)
            #expect(ProviderTable.special(page: parsed, request: parsed, mediaURL: nil)?.colour == colour)
        }
        #expect(
            ProviderTable.special(page: WebURL("https://tenor.com/view/a"), request: nil, mediaURL: nil)?.colour == nil
        )
    }

    static let videos: [(String, String?, Int?)] = [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "dQw4w9WgXcQ", nil),
        ("http://youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&index=2", "dQw4w9WgXcQ", nil),
        ("https://m.youtube.com/watch?v=a-b_c&t=90", "a-b_c", 90), ("https://youtu.be/abc?t=1h2m3s", "abc", 3723),
        ("https://youtu.be/abc?si=x&t=30s", "abc", 30), ("https://youtu.be/abc#t=1m", "abc", 60),
        ("https://www.youtube.com/embed/abc?start=5", "abc", 5),
        ("https://www.youtube.com/live/abc?feature=share", "abc", nil),
        ("https://youtube.com/shorts/abc", "abc", nil), ("https://www.youtube.com/v/abc", "abc", nil),
        ("https://www.youtube-nocookie.com/embed/abc", "abc", nil),
        ("https://youtu.be/abc?t=99999999999999", "abc", nil),
        ("https://youtu.be/abc?t=x", "abc", nil), ("https://youtu.be/abc?t=", "abc", nil),
        ("https://www.youtube.com/watch?list=PL1", nil, nil), ("https://www.youtube.com/playlist?list=PL1", nil, nil),
        ("https://www.youtube.com/@handle", nil, nil), ("https://www.youtube.com/channel/UC1", nil, nil),
        ("https://www.youtube.com/results?search_query=v", nil, nil), ("https://www.youtube.com/", nil, nil),
        ("https://www.youtube.com/embed/videoseries?list=P", nil, nil), ("https://youtu.be/", nil, nil),
        ("https://music.youtube.com/watch?v=abc", nil, nil), ("https://youtube.com.evil.example/watch?v=abc", nil, nil),
        ("https://www.youtube.com/watch?v=a%2Fb", nil, nil), ("https://www.youtube.com/live", nil, nil),
    ]

    @Test("include videos, wherever their id stands", arguments: videos)
    func youTube(url: String, id: String?, timestamp: Int?) throws {
        let video = YouTubeVideo(try #require(WebURL(url)))
        #expect(video?.id == id && video?.timestamp == timestamp)
    }

    @Test(
        "are read under other addresses",
        arguments: [
            ("https://www.reddit.com/r/a?b#c", "https://old.reddit.com/r/a?b#c"),
            ("reddit.com/r/a", "https://old.reddit.com/r/a"),
            ("www.reddit.com/", "https://old.reddit.com/"), ("http://new.reddit.com", "https://old.reddit.com"),
            ("https://old.reddit.com/x", "https://old.reddit.com/x"),
            ("https://i.reddit.com/x", "https://i.reddit.com/x"),
            ("https://redditx.com/", "https://redditx.com/"),
            ("https://reddit.com.evil.example/", "https://reddit.com.evil.example/"),
            ("https://www.youtube.com/shorts/abc?feature=x", "https://youtube.com/watch?v=abc"),
            ("//youtube.com/shorts/abc", "https://youtube.com/watch?v=abc"),
            ("youtube.com/shorts/abc", "https://youtube.com/watch?v=abc"),
            ("https://youtu.be/abc", "https://youtu.be/abc"), ("not a link", "not a link"), ("", ""),
        ]
    )
    func rewritten(url: String, expected: String) { #expect(LinkRewriting.rewrite(url) == expected) }
}
