/// Whether two hosts belong to one owner, by a simple rule.
///
/// The registrable domain of a host is its last two labels, or the last three where the second-last is one of
/// ``secondLevels`` under a country (`co.uk`, `com.br`), or where the last two are a ``sharedHosts`` suffix whose
/// customers each own a name below. This stands in for the public suffix list: it errs towards 'same owner' below
/// suffixes that are not listed, which at worst lets a page name a neighbour's address.
enum RegistrableDomain {
    private static let secondLevels: Set<String> = [
        "ac", "asso", "co", "com", "edu", "gen", "go", "gob", "gouv", "gov", "govt", "gr", "id", "lg", "ltd", "me",
        "mil",
        "ne", "net", "nhs", "nom", "or", "org", "plc", "police", "sch", "web",
    ]

    private static let sharedHosts: Set<String> = [
        "appspot.com", "azurewebsites.net", "bandcamp.com", "blogspot.com", "carrd.co", "cloudfront.net", "deno.dev",
        "firebaseapp.com", "fly.dev", "github.io", "gitlab.io", "glitch.me", "hatenablog.com", "herokuapp.com",
        "itch.io",
        "livejournal.com", "myshopify.com", "neocities.org", "netlify.app", "ngrok.io", "notion.site", "onrender.com",
        "pages.dev", "readthedocs.io", "repl.co", "substack.com", "surge.sh", "tumblr.com", "vercel.app", "web.app",
        "weebly.com", "wixsite.com", "wordpress.com", "workers.dev",
    ]

    /// The domain its owner registered; an IP address or a single label is its own.
    static func of(_ host: String) -> String {
        let labels = host.split(separator: ".")
        guard labels.count > 2, !host.hasPrefix("["), !labels.allSatisfy({ Int($0) != nil }) else { return host }
        let pair = labels.suffix(2)
        let isDivided = pair.last?.utf8.count == 2 && secondLevels.contains(String(pair[pair.startIndex]))
        let isShared = sharedHosts.contains(pair.joined(separator: "."))
        return labels.suffix(isDivided || isShared ? 3 : 2).joined(separator: ".")
    }

    /// Whether a page of the first host may speak for the second.
    static func isSame(_ one: String, _ other: String) -> Bool { of(one) == of(other) }
}
