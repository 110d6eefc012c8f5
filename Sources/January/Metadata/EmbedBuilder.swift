import NIOCore
import StoatModels

/// Makes the embed of an address: reads the page, adds what is known of its site, measures its media.
struct EmbedBuilder: Sendable {
    private let fetcher: any PageFetching
    private let prober: any MediaProbing
    private let reader: PageReader

    /// A builder that reads through these.
    init(fetcher: any PageFetching, prober: any MediaProbing) {
        self.fetcher = fetcher
        self.prober = prober
        self.reader = PageReader(fetcher: fetcher)
    }

    /// The address under which results are to be remembered; ``embed(for:)`` reads this one.
    static func rewrite(_ url: String) -> String { LinkRewriting.rewrite(url) }

    /// The wire embed of an address; `nil` if there is nothing to show.
    ///
    /// Costs one fetch for the page, and at most one each for oEmbed, for the video and for the image.
    ///
    /// - Throws: what the fetcher throws for the page itself; `APIError` `.proxyError` for a video that YouTube does
    ///   not tell about. Failures of media or of a page's oEmbed leave them out.
    func embed(for url: String) async throws -> Object? {
        let url = EmbedBuilder.rewrite(url)
        let request = WebURL(url) ?? WebURL("https://" + url)
        if let request, let video = YouTubeVideo(request) { return try await embed(for: video, at: url) }
        switch try await reader.read(url) {
        case .image:
            guard let size = await prober.imageSize(url) else { return nil }
            return [
                "type": "Image", "url": .string(url), "width": .int(Int64(size.width)),
                "height": .int(Int64(size.height)), "size": "Large",
            ]
        case .video:
            guard let size = await prober.videoSize(url) else { return nil }
            return [
                "type": "Video", "url": .string(url), "width": .int(Int64(size.width)),
                "height": .int(Int64(size.height)),
            ]
        case .site(let tags, let final): return await embed(of: tags, request: url, final: final)
        case .other: return nil
        }
    }

    private func embed(of tags: PageTags, request: String, final: String) async -> Object? {
        var embed = WebsiteEmbed(tags: tags, request: request, final: final)
        await addOEmbed(to: &embed, tags: tags, final: final)
        let known = ProviderTable.special(
            page: embed.url.flatMap(WebURL.init) ?? WebURL(request),
            request: WebURL(request),
            mediaURL: embed.video?.url
        )
        embed.special = known?.special
        embed.colour = known?.colour ?? embed.colour
        if known == nil { await measureVideo(of: &embed, type: tags["og:video:type"]) }
        if embed.video != nil { embed.image = nil }
        if known == nil { await measureImage(of: &embed) }
        embed.keepToLimits()
        return embed.isEmpty ? nil : embed.object
    }

    /// Keeps the video only if clients can play it: a measured file, not the page of a player.
    private func measureVideo(of embed: inout WebsiteEmbed, type: String?) async {
        guard let video = embed.video else { return }
        if let type = type.map(DeclaredType.of), !type.hasPrefix("video/"), !video.isUnmeasured {
            embed.video = nil
        } else if video.isUnmeasured {
            let size = await prober.videoSize(video.url)
            embed.video = size.map { WebsiteEmbed.Media(url: video.url, width: $0.width, height: $0.height) }
        }
    }

    private func measureImage(of embed: inout WebsiteEmbed) async {
        guard let image = embed.image, image.isUnmeasured else { return }
        let size = await prober.imageSize(image.url)
        embed.image = size.map { WebsiteEmbed.Media(url: image.url, width: $0.width, height: $0.height) }
    }
}

/// What oEmbed adds.
extension EmbedBuilder {
    private func embed(for video: YouTubeVideo, at url: String) async throws -> Object {
        let page = YouTubeVideo.watchURL(video.id)
        let answer = try await OEmbed(OEmbed.youTubeAddress(page), fetcher: fetcher)
        guard let title = answer.text("title"), let author = answer.text("author_name"),
            let authorURL = answer.text("author_url"), let provider = answer.text("provider_name"),
            let thumbnail = answer.text("thumbnail_url").flatMap(WebURL.init)?.text
        else { throw APIError(.proxyError) }
        var special: Object = ["type": "YouTube", "id": .string(video.id), "creator_name": .string(author)]
        special.append("creator_url", WebURL(authorURL)?.text)
        special.append("timestamp", video.timestamp.map(String.init))
        var embed = WebsiteEmbed()
        embed.url = url.utf8.count <= TextLimits.url ? url : page
        embed.special = special
        embed.title = title.prefix(maxBytes: TextLimits.oEmbedText)
        embed.siteName = provider.prefix(maxBytes: TextLimits.siteName)
        embed.iconURL = thumbnail
        let image = WebsiteEmbed.Media(
            url: thumbnail,
            width: answer.size("thumbnail_width"),
            height: answer.size("thumbnail_height")
        )
        // An image without a size cannot be laid out; the player needs none.
        embed.image = image.isUnmeasured ? nil : image
        embed.isImageLarge = true
        return embed.object
    }

    /// Asks the oEmbed server that a page names, if the page itself says no more than a title.
    private func addOEmbed(to embed: inout WebsiteEmbed, tags: PageTags, final: String) async {
        guard embed.description == nil, embed.image == nil, embed.video == nil, tags["og:title"] == nil,
            tags["twitter:title"] == nil, let page = WebURL(final), let named = tags.oEmbed,
            let url = (tags.base.flatMap(page.resolving) ?? page).resolving(named)?.text,
            // The page is shown without it, so its failure is no failure of the page.
            let answer = try? await OEmbed(url, fetcher: fetcher)
        else { return }
        embed.title = answer.text("title") ?? embed.title
        embed.description = answer.text("author_name")
        embed.siteName = embed.siteName ?? answer.text("provider_name")
        guard let thumbnail = answer.text("thumbnail_url").flatMap(page.resolving)?.text,
            thumbnail.utf8.count <= TextLimits.mediaURL
        else { return }
        embed.image = WebsiteEmbed.Media(
            url: thumbnail,
            width: answer.size("thumbnail_width"),
            height: answer.size("thumbnail_height")
        )
    }
}
