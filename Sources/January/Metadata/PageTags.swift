/// What a page's head says, as collected while it is read.
///
/// Holds only known names, one value each and cut, so its size does not depend on the page.
struct PageTags: Sendable, Equatable {
    /// The names of `<meta>` that are kept; the first occurrence of each wins.
    static let known: Set<String> = [
        "og:title", "og:description", "og:image", "og:image:url", "og:image:secure_url", "og:image:width",
        "og:image:height", "og:video", "og:video:url", "og:video:secure_url", "og:video:width", "og:video:height",
        "og:video:type", "og:site_name", "og:url", "twitter:title", "twitter:description", "twitter:image",
        "twitter:image:src", "twitter:card", "title", "description", "theme-color",
    ]

    /// The longest value kept, in bytes; URLs beyond it are dropped, text is cut.
    static let maxValueBytes = 8192

    /// Trimmed, not empty values by name in lower case.
    private(set) var metas: [String: String] = [:]
    /// The text of the first `<title>` outside pictures.
    var title: String?
    /// The first `<base href>`.
    private(set) var base: String?
    /// The first `<link rel=canonical>`.
    private(set) var canonical: String?
    /// The first link to a JSON oEmbed answer.
    private(set) var oEmbed: String?
    /// Where `<meta http-equiv=refresh>` leads, if at once.
    private(set) var refresh: String?
    private var icon: Icon?
    private var closed: Set<String> = []

    private struct Icon: Sendable, Equatable {
        var address: String
        var rank: Int
    }

    /// The best icon: the largest up to 512 pixels of those for home screens, else of the ordinary ones.
    var iconAddress: String? { icon?.address }

    /// The value of a name.
    subscript(name: String) -> String? { metas[name] }

    /// Whether the page says anything to show.
    var isTelling: Bool { title != nil || metas.keys.contains { $0 != "theme-color" } }

    /// Takes the attributes of a `<meta>`, `<link>` or `<base>`.
    mutating func take(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "meta": takeMeta(attributes)
        case "link": takeLink(attributes)
        default:
            if base == nil, let address = attributes["href"], isShortEnough(address) { base = address }
        }
    }

    private func isShortEnough(_ address: String) -> Bool {
        !address.isEmpty && address.utf8.count <= PageTags.maxValueBytes
    }

    private mutating func takeMeta(_ attributes: [String: String]) {
        guard let content = attributes["content"] else { return }
        if attributes["http-equiv"]?.lowercased() == "refresh" {
            if refresh == nil { refresh = PageTags.refreshTarget(content) }
            return
        }
        guard let names = attributes["property"] ?? attributes["name"] ?? attributes["itemprop"] else { return }
        // One tag may serve several vocabularies: property="og:title twitter:title".
        for name in names.prefix(maxBytes: 256).lowercased().words().prefix(4) {
            keep(content, as: String(name))
        }
    }

    private mutating func keep(_ content: String, as name: String) {
        guard PageTags.known.contains(name) else { return }
        let isAddress = Self.addresses.contains(name)
        if isAddress && content.utf8.count > PageTags.maxValueBytes { return }
        let value = isAddress ? content.trimmingSpace() : content.prefix(maxBytes: PageTags.maxValueBytes).collapsed()
        guard !value.isEmpty else { return }
        if let first = metas[name] {
            // Sizes and types after a second picture belong to that one.
            if name == "og:image" || name == "og:video", first != value { closed.insert(name) }
            return
        }
        if let parent = Self.parents[name], closed.contains(parent) { return }
        metas[name] = value
    }

    private static let addresses: Set<String> = [
        "og:image", "og:image:url", "og:image:secure_url", "og:video", "og:video:url", "og:video:secure_url", "og:url",
        "twitter:image", "twitter:image:src",
    ]

    private static let parents: [String: String] = [
        "og:image:width": "og:image", "og:image:height": "og:image", "og:image:secure_url": "og:image",
        "og:image:url": "og:image", "og:video:width": "og:video", "og:video:height": "og:video",
        "og:video:type": "og:video", "og:video:url": "og:video", "og:video:secure_url": "og:video",
    ]

    private mutating func takeLink(_ attributes: [String: String]) {
        guard let relations = attributes["rel"]?.prefix(maxBytes: 256).lowercased().words(),
            relations.contains(where: { Self.relations.contains($0) || $0.hasPrefix("apple-touch-icon") }),
            let address = attributes["href"]?.trimmingSpace(), isShortEnough(address)
        else { return }
        let type = attributes["type"]?.lowercased() ?? ""
        if relations.contains("canonical"), canonical == nil { canonical = address }
        if relations.contains("alternate") || relations.contains("alternative"),
            type.hasPrefix("application/json+oembed"),
            oEmbed == nil
        {
            oEmbed = address
        }
        var rank = 0
        if relations.contains(where: { $0.hasPrefix("apple-touch-icon") }) {
            rank = 10_000
        } else if relations.contains("icon") {
            rank = 1
        }
        guard rank > 0, !address.lowercased().hasPrefix("data:") else { return }
        rank += PageTags.iconSize(attributes["sizes"])
        if rank > icon?.rank ?? 0 { icon = Icon(address: address, rank: rank) }
    }

    /// The relations that matter, but for the icons of home screens, whose names vary.
    private static let relations: Set<Substring> = ["canonical", "alternate", "alternative", "icon"]

    /// The largest declared width up to 512 pixels; 0 for none or `any`.
    private static func iconSize(_ sizes: String?) -> Int {
        let widths = (sizes ?? "").prefix(maxBytes: 256).lowercased().split(separator: " ").compactMap {
            Int($0.prefix { $0 != "x" })
        }
        return widths.filter { (1...512).contains($0) }.max() ?? 0
    }

    /// The address in `0; url='/elsewhere'`, if the wait is at most ten seconds.
    private static func refreshTarget(_ content: String) -> String? {
        let parts = content.split(separator: ";", maxSplits: 1)
        guard parts.count == 2, let wait = Double(parts[0].trimmed()), wait <= 10 else { return nil }
        let rule = parts[1].trimmed()
        guard rule.lowercased().hasPrefix("url") else { return nil }
        let value = rule.dropFirst(3).drop { $0 == " " }
        guard value.first == "=" else { return nil }
        let target = String(value.dropFirst()).trimmingSpace()
        let bare =
            target.first.map { "\"'".contains($0) } == true
            ? target.dropFirst().prefix { !"\"'".contains($0) } : target[...]
        return bare.isEmpty || bare.utf8.count > maxValueBytes ? nil : String(bare)
    }
}

extension Substring {
    fileprivate func trimmed() -> String { String(self).trimmingSpace() }
}

extension String {
    /// The text without white space around it.
    func trimmingSpace() -> String {
        // Nearly always there is none, which two bytes tell.
        if let first = utf8.first, let last = utf8.last, (0x21...0x7E).contains(first), (0x21...0x7E).contains(last) {
            return self
        }
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// The parts between white space.
    func words() -> [Substring] {
        // Characters are looked at one by one only where there are any beyond ASCII: that costs ten times as much.
        guard utf8.allSatisfy({ $0 < 0x80 }) else { return split(whereSeparator: \.isWhitespace) }
        return utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { Substring($0) }
    }
}
