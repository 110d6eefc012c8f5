import StoatModels

/// The sites whose content clients can play, first match first.
///
/// YouTube is asked before its page is read and has a file of its own.
enum ProviderTable {
    static let rules: [ProviderRule] = [
        ProviderRule(
            type: "Streamable",
            hosts: ["streamable.com", "www.streamable.com"],
            path: [.capture("id", .slugExcept(["login", "signup", "documentation", "pricing", "terms", "privacy"]))],
            isOpen: true
        ),
        ProviderRule(
            type: "Lightspeed",
            hosts: ["lightspeed.tv", "*.lightspeed.tv"],
            path: [.capture("id", .handle(4...25, except: []))],
            isOpen: true,
            fixed: [("content_type", "Channel")],
            colour: "#7445D9"
        ),
        ProviderRule(
            type: "Twitch",
            hosts: twitch,
            path: [.capture("id", .handle(1...25, except: twitchPages))],
            fixed: [("content_type", "Channel")],
            colour: twitchColour
        ),
        ProviderRule(
            type: "Twitch",
            hosts: twitch,
            path: [.words(["videos"]), .capture("id", .digits)],
            fixed: [("content_type", "Video")],
            colour: twitchColour
        ),
        ProviderRule(
            type: "Twitch",
            hosts: twitch,
            path: [.skip(.slug), .words(["clip"]), .capture("id", .slug)],
            fixed: [("content_type", "Clip")],
            colour: twitchColour
        ),
        ProviderRule(
            type: "Twitch",
            hosts: ["clips.twitch.tv"],
            path: [.capture("id", .slugExcept(["create", "embed"]))],
            fixed: [("content_type", "Clip")],
            colour: twitchColour
        ),
        ProviderRule(
            type: "Spotify",
            hosts: ["open.spotify.com"],
            path: [
                .optional(.locale),
                .choice(
                    "content_type",
                    [
                        "track": "track", "user": "user", "artist": "artist", "album": "album", "playlist": "playlist",
                    ]
                ),
                .capture("id", .slug),
            ],
            isOpen: true,
            colour: "#1ABC9C"
        ),
        ProviderRule(
            type: "Soundcloud",
            hosts: ["soundcloud.com", "www.soundcloud.com", "m.soundcloud.com"],
            path: [.skip(.slugExcept(soundcloudPages)), .skip(.slug)],
            isOpen: true,
            colour: "#FF7F50"
        ),
        ProviderRule(
            type: "Bandcamp",
            hosts: ["*.bandcamp.com"],
            path: [.choice("content_type", ["track": "Track", "album": "Album"]), .skip(.slug)],
            isOpen: true,
            mediaIDs: ["track=", "album="]
        ),
        ProviderRule(
            type: "GIF",
            hosts: [
                "gifbox.me", "www.gifbox.me", "yiffbox.me", "www.yiffbox.me", "tenor.com", "www.tenor.com",
            ],
            path: [.optional(.locale), .words(["view"]), .skip(.any)],
            isOpen: true
        ),
        ProviderRule(
            type: "GIF",
            hosts: ["giphy.com", "www.giphy.com", "klipy.com", "www.klipy.com"],
            path: [.words(["gifs"]), .skip(.any)],
            isOpen: true
        ),
        ProviderRule(
            type: "GIF",
            hosts: ["redgifs.com", "www.redgifs.com"],
            path: [.words(["watch"]), .skip(.any)],
            isOpen: true
        ),
        ProviderRule(
            type: "GIF",
            hosts: ["gfycat.com", "www.gfycat.com"],
            path: [.skip(.slug)],
            isOpen: true
        ),
        ProviderRule(
            type: "AppleMusic",
            hosts: ["music.apple.com"],
            path: [.optional(.locale), .words(["album"]), .skip(.any), .capture("album_id", .digits)],
            parameter: ("i", "track_id"),
            colour: "#FA233B",
            tests: .request
        ),
    ]

    private static let twitch = ["twitch.tv", "www.twitch.tv", "go.twitch.tv", "m.twitch.tv"]
    private static let twitchColour = "#7B68EE"
    /// Pages of Twitch that look like channels.
    private static let twitchPages: Set<String> = [
        "directory", "downloads", "drops", "inventory", "jobs", "login", "prime", "search", "settings", "signup",
        "store",
        "subscriptions", "turbo", "videos", "wallet",
    ]
    /// Pages of SoundCloud that look like users.
    private static let soundcloudPages: Set<String> = [
        "charts", "discover", "download", "getstarted", "pages", "search", "settings", "stations", "tags", "upload",
        "you",
    ]

    /// What an address means to clients.
    ///
    /// - Parameters:
    ///   - page: the address in the embed.
    ///   - request: the address asked for.
    ///   - mediaURL: the video that the page declares.
    /// - Returns: the special object, and the colour that goes with it; `nil` for ordinary pages.
    static func special(page: WebURL?, request: WebURL?, mediaURL: String?) -> (special: Object, colour: String?)? {
        let (pageHost, requestHost) = (page?.host ?? "", request?.host ?? "")
        for rule in rules where rule.isFor(rule.tests == .page ? pageHost : requestHost) {
            let tested = rule.tests == .page ? page : request
            guard let match = tested.flatMap({ rule.match($0, mediaURL: mediaURL) }) else { continue }
            return match.special.map { (Object($0.map { ($0.key, .string($0.value)) }), match.colour) }
        }
        return nil
    }
}
