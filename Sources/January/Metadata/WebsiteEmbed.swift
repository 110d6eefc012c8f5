import StoatModels

/// What is known of a page while its embed is put together.
struct WebsiteEmbed: Sendable {
    /// A picture or a video of the page.
    struct Media: Sendable, Equatable {
        var url: String
        var width: Int
        var height: Int

        /// Whether a size is missing, so that clients could not lay it out.
        var isUnmeasured: Bool { width == 0 || height == 0 }
    }

    var url: String?
    var originalURL: String?
    var title: String?
    var description: String?
    var image: Media?
    var isImageLarge = false
    var video: Media?
    var siteName: String?
    var iconURL: String?
    var colour: String?
    var special: Object?

    /// An embed with nothing in it.
    init() {}

    /// The embed of a page, as far as the page itself says.
    ///
    /// - Parameters:
    ///   - tags: what the page says.
    ///   - request: the address that was asked for.
    ///   - final: the address that answered, against which references are resolved.
    init(tags: PageTags, request: String, final: String) {
        let page = WebURL(final) ?? WebURL(request)
        let base = tags.base.flatMap { page?.resolving($0) } ?? page
        func address(_ names: [String]) -> String? {
            names.lazy.compactMap { name in tags[name].flatMap { base?.resolving($0)?.text } }
                .first { $0.utf8.count <= TextLimits.mediaURL }
        }
        func own(_ reference: String?) -> String? {
            guard let page, let named = reference.flatMap({ base?.resolving($0) }),
                named.text.utf8.count <= TextLimits.url,
                RegistrableDomain.isSame(named.host, page.host)
            else { return nil }
            return named.text
        }

        let isRequestShort = request.utf8.count <= TextLimits.url
        self.url = own(tags["og:url"]) ?? (isRequestShort ? request : own(tags.canonical))
        self.originalURL = isRequestShort ? request : nil
        self.title = tags["og:title"] ?? tags["twitter:title"] ?? tags["title"] ?? tags.title
        self.description = tags["og:description"] ?? tags["twitter:description"] ?? tags["description"]
        self.siteName = tags["og:site_name"]
        self.colour = tags["theme-color"].flatMap(WebsiteEmbed.harmless)
        self.iconURL = tags.iconAddress.flatMap { base?.resolving($0)?.text }
        self.isImageLarge = tags["twitter:card"]?.lowercased() == "summary_large_image"
        self.image = address([
            "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
        ]).map {
            Media(url: $0, width: MediaSize.of(tags["og:image:width"]), height: MediaSize.of(tags["og:image:height"]))
        }
        self.video = address(["og:video", "og:video:url", "og:video:secure_url"]).map {
            Media(url: $0, width: MediaSize.of(tags["og:video:width"]), height: MediaSize.of(tags["og:video:height"]))
        }
    }

    /// A colour that is nothing but a colour: clients put it into style sheets.
    private static func harmless(_ colour: String) -> String? {
        let isPlain = colour.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "#(),.% +-/".utf8.contains($0)
        }
        return isPlain && !colour.lowercased().contains("url(") ? colour : nil
    }

    /// Whether there is nothing to show.
    var isEmpty: Bool { title == nil && description == nil && special == nil && video == nil && image == nil }

    /// Cuts texts to their limits and drops addresses beyond theirs.
    mutating func keepToLimits() {
        func text(_ value: String?, _ limit: Int) -> String? {
            guard let cut = value?.prefix(maxBytes: limit).trimmingSpace(), !cut.isEmpty else { return nil }
            return cut
        }
        func address(_ value: String?, _ limit: Int) -> String? { value.flatMap { $0.utf8.count <= limit ? $0 : nil } }
        url = address(url, TextLimits.url)
        originalURL = address(originalURL, TextLimits.url)
        iconURL = address(iconURL, TextLimits.iconURL)
        title = text(title, TextLimits.title)
        description = text(description, TextLimits.description)
        siteName = text(siteName, TextLimits.siteName)
        colour = text(colour, TextLimits.colour)
    }

    /// The wire object; what is not known is left out.
    var object: Object {
        var object: Object = ["type": "Website"]
        object.append("url", url)
        object.append("original_url", originalURL)
        object.append("special", special)
        object.append("title", title)
        object.append("description", description)
        if let image {
            var part = WebsiteEmbed.part(image)
            part.append("size", .string(isImageLarge ? "Large" : "Preview"))
            object.append("image", part)
        }
        object.append("video", video.map(WebsiteEmbed.part))
        object.append("site_name", siteName)
        object.append("icon_url", iconURL)
        object.append("colour", colour)
        return object
    }

    private static func part(_ media: Media) -> Object {
        ["url": .string(media.url), "width": .int(Int64(media.width)), "height": .int(Int64(media.height))]
    }
}
