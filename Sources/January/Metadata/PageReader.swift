import NIOCore
import Synchronization

/// What is behind an address: a page that was read, or media that was not.
enum Page: Sendable {
    /// An HTML page and the address it came from.
    case site(PageTags, url: String)
    case image
    case video
    /// Something that has no embed.
    case other

    /// How many refreshes are followed, on pages that say nothing themselves.
    private static let maxRefreshes = 2

    /// Reads a page as far as needed.
    ///
    /// - Throws: what the fetcher throws.
    static func read(_ url: String, fetcher: any PageFetching) async throws -> Page {
        var url = url
        for _ in 0..<maxRefreshes {
            let page = try await readOnce(url, fetcher: fetcher)
            guard case .site(let tags, let final) = page, !tags.isTellingMore, let refresh = tags.refresh,
                let next = WebURL(final)?.resolving(refresh)?.text, next != url, next != final
            else { return page }
            url = next
        }
        return try await readOnce(url, fetcher: fetcher)
    }

    private static func readOnce(_ url: String, fetcher: any PageFetching) async throws -> Page {
        // The fetcher calls back from threads of its own, one call at a time; the lock makes that visible to the compiler.
        let parser = Mutex<HeadParser?>(nil)
        let head = try await fetcher.fetch(
            url,
            limit: HeadParser.maxBytes,
            accept: { head in
                guard isHTML(head.contentType) else { return false }
                parser.withLock { $0 = HeadParser(contentType: head.contentType) }
                return true
            },
            take: { piece in parser.withLock { $0?.take(piece.readableBytesView) ?? false } }
        )
        if let tags = parser.withLock({ $0?.finish() }) { return .site(tags, url: head.url) }
        let type = MediaType.of(head.contentType)
        if type.hasPrefix("image/") { return .image }
        return type.hasPrefix("video/") ? .video : .other
    }

    private static func isHTML(_ contentType: String) -> Bool {
        ["text/html", "application/xhtml+xml"].contains(MediaType.of(contentType))
    }
}

extension PageTags {
    /// Whether the page says more than a title, which pages that only lead elsewhere have too.
    fileprivate var isTellingMore: Bool { isTelling && !(metas.keys.allSatisfy { $0 == "theme-color" }) }
}
