import Foundation
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
}

/// Reads pages as far as their embeds need.
struct PageReader: Sendable {
    /// How many refreshes are followed, on pages that say nothing themselves.
    private static let maxRefreshes = 2

    private let fetcher: any PageFetching
    private let threads: ParseThreads

    /// A reader that parses on threads of its own, on half of the cores at most, unless it is given others.
    init(fetcher: any PageFetching, threads: ParseThreads? = nil) {
        self.fetcher = fetcher
        self.threads = threads ?? ParseThreads(count: max(1, ProcessInfo.processInfo.activeProcessorCount / 2))
    }

    /// Reads a page as far as needed.
    ///
    /// - Throws: what the fetcher throws.
    func read(_ url: String) async throws -> Page {
        var url = url
        for _ in 0..<Self.maxRefreshes {
            let page = try await readOnce(url)
            guard case .site(let tags, let final) = page, !tags.isTellingMore, let refresh = tags.refresh,
                let next = WebURL(final)?.resolving(refresh)?.text, next != url, next != final
            else { return page }
            url = next
        }
        return try await readOnce(url)
    }

    private func readOnce(_ url: String) async throws -> Page {
        // The fetcher calls back from threads of its own, and pieces are parsed on others, one call at a time; the lock
        // makes that visible to the compiler.
        let parser = ParserBox()
        let head = try await fetcher.fetch(
            url,
            limit: HeadParser.maxBytes,
            accept: { head in
                guard Self.isHTML(head.contentType) else { return false }
                parser.value.withLock { $0 = HeadParser(contentType: head.contentType) }
                return true
            },
            take: { piece in
                let bytes = Array(buffer: piece)
                return await threads.run { parser.value.withLock { $0?.take(bytes) ?? false } }
            }
        )
        if let tags = await threads.run({ parser.value.withLock { $0?.finish() } }) {
            return .site(tags, url: head.url)
        }
        let type = DeclaredType.of(head.contentType)
        if type.hasPrefix("image/") { return .image }
        return type.hasPrefix("video/") ? .video : .other
    }

    private static func isHTML(_ contentType: String) -> Bool {
        ["text/html", "application/xhtml+xml"].contains(DeclaredType.of(contentType))
    }
}

/// The parser of a page, once there is one.
private final class ParserBox: Sendable {
    let value = Mutex<HeadParser?>(nil)
}

extension PageTags {
    /// Whether the page says more than a title, which pages that only lead elsewhere have too.
    fileprivate var isTellingMore: Bool { isTelling && !(metas.keys.allSatisfy { $0 == "theme-color" }) }
}
