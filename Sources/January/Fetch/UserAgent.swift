/// What January calls itself.
enum UserAgent {
    private static let own = "Mozilla/5.0 (compatible; January/2.0; +https://github.com/stoatchat/stoatchat)"
    /// Some sites describe their pages only to this one.
    private static let known = "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"

    private static let picky: Set<String> = [
        "twitter.com", "vxtwitter.com", "fxtwitter.com", "x.com", "fixvx.com", "fixupx.com", "old.reddit.com",
        "new.reddit.com", "www.reddit.com", "klipy.com",
    ]

    /// The name to use for a fetch that begins at a host.
    static func text(for host: String) -> String {
        picky.contains(host) || host.hasSuffix(".klipy.com") ? known : own
    }
}
