/// The addresses that are read in place of others.
enum LinkRewriting {
    private static let redditHosts: Set<String> = ["reddit.com", "www.reddit.com", "new.reddit.com"]

    /// The address to read and to remember results under.
    ///
    /// Reddit is read in its old form, whose pages carry metadata without scripts. Shorts become ordinary videos.
    /// Addresses of these sites may come without a scheme; anything else comes back as it is.
    static func rewrite(_ text: String) -> String {
        guard var url = WebURL(text) ?? (text.hasPrefix("//") ? WebURL("https:" + text) : WebURL("https://" + text))
        else { return text }
        if redditHosts.contains(url.host) {
            // What stands after the host stays as it came.
            url.scheme = "https"
            url.authority = "old.reddit.com"
            return url.text
        }
        if url.segments.first?.lowercased() == "shorts", let video = YouTubeVideo(url) {
            return YouTubeVideo.watchURL(video.id) + (video.timestamp.map { "&t=\($0)" } ?? "")
        }
        return text
    }
}
