/// A YouTube video as its address names it.
struct YouTubeVideo: Sendable, Equatable {
    /// The video's id.
    var id: String
    /// Where to begin, in seconds.
    var timestamp: Int?

    private static let hosts: Set<String> = ["youtube.com", "www.youtube.com", "m.youtube.com"]
    private static let shortHosts: Set<String> = ["youtu.be", "www.youtu.be"]
    private static let embedHosts: Set<String> = ["youtube-nocookie.com", "www.youtube-nocookie.com"]
    /// The paths with the id in their second step.
    private static let folders: Set<String> = ["embed", "e", "v", "vi", "shorts", "live"]

    /// The video a URL shows; `nil` for channels, lists, searches and other sites.
    init?(_ url: WebURL) {
        let segments = url.segments
        let host = url.host
        var id: String?
        if YouTubeVideo.shortHosts.contains(host) {
            id = segments.count == 1 ? String(segments[0]) : nil
        } else if YouTubeVideo.hosts.contains(host) || YouTubeVideo.embedHosts.contains(host) {
            if segments.count == 1, ["watch", "watch_popup"].contains(segments[0].lowercased()) {
                id = url.parameter("v")
            } else if segments.count >= 2, YouTubeVideo.folders.contains(segments[0].lowercased()) {
                id = String(segments[1])
            }
        }
        guard let id, YouTubeVideo.isID(id) else { return nil }
        self.id = id
        let texts = ["t", "start", "time_continue"].lazy.compactMap {
            url.parameter($0) ?? WebURL.parameter($0, in: url.fragment)
        }
        self.timestamp = texts.compactMap(YouTubeVideo.seconds).first
    }

    /// The address that the embed carries.
    static func watchURL(_ id: String) -> String { "https://youtube.com/watch?v=\(id)" }

    private static func isID(_ text: String) -> Bool {
        // Ids have eleven characters today; the address `/embed/videoseries` is a list.
        (1...64).contains(text.utf8.count) && text != "videoseries"
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
    }

    /// The seconds of `90`, `90s`, `1m30s` or `1h2m3s`.
    private static func seconds(_ text: String) -> Int? {
        var total = 0
        var number: Int?
        for byte in text.lowercased().utf8.prefix(24) {
            switch byte {
            case 0x30...0x39:
                number = (number ?? 0) * 10 + Int(byte - 0x30)
                guard number ?? 0 < 10_000_000 else { return nil }
            case UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s"):
                guard let amount = number else { return nil }
                total += amount * (byte == UInt8(ascii: "h") ? 3600 : byte == UInt8(ascii: "m") ? 60 : 1)
                number = nil
            case UInt8(ascii: "."): return total + (number ?? 0)
            default: return nil
            }
        }
        return text.isEmpty ? nil : total + (number ?? 0)
    }
}
