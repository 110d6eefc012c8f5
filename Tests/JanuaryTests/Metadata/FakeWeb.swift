import NIOCore
import StoatModels
import Synchronization
import Testing

@testable import January

/// Pages and media sizes by address, served in pieces of any size.
final class FakeWeb: PageFetching, MediaProbing {
    struct Answer: Sendable {
        var type = "text/html; charset=utf-8"
        var body: [UInt8]
        /// The address after redirects.
        var url: String?
    }

    let answers: [String: Answer]
    let sizes: [String: (Int, Int)]
    let piece: Int
    /// What was asked, in order; bytes of bodies taken.
    let log = Mutex<(urls: [String], bytes: Int)>(([], 0))

    init(_ answers: [String: Answer], sizes: [String: (Int, Int)] = [:], piece: Int = 1400) {
        self.answers = answers
        self.sizes = sizes
        self.piece = piece
    }

    var urls: [String] { log.withLock { $0.urls } }

    func fetch(
        _ url: String,
        limit: Int,
        accept: @Sendable (FetchedHead) -> Bool,
        take: @Sendable (ByteBuffer) async -> Bool
    ) async throws -> FetchedHead {
        log.withLock { $0.urls.append(url) }
        guard let answer = answers[url] else { throw APIError(.proxyError) }
        let head = FetchedHead(
            url: answer.url ?? url,
            contentType: answer.type,
            contentLength: Int64(answer.body.count)
        )
        guard accept(head) else { return head }
        var rest = answer.body.prefix(limit)[...]
        while !rest.isEmpty {
            let next = rest.prefix(piece)
            rest = rest.dropFirst(next.count)
            log.withLock { $0.bytes += next.count }
            if await !take(ByteBuffer(bytes: next)) { break }
        }
        return head
    }

    func imageSize(_ url: String) async -> (width: Int, height: Int)? { size(url) }

    func videoSize(_ url: String) async -> (width: Int, height: Int)? { size(url) }

    private func size(_ url: String) -> (width: Int, height: Int)? {
        log.withLock { $0.urls.append(url) }
        return sizes[url].map { (width: $0.0, height: $0.1) }
    }

    /// The embed of an address as JSON text, `nothing` or `error`.
    func embed(_ url: String) async -> String {
        do {
            let builder = EmbedBuilder(fetcher: self, prober: self)
            guard let object = try await builder.embed(for: url) else { return "nothing" }
            return String(buffer: JSONWriter.encode(object))
        } catch {
            return "error"
        }
    }
}
