internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StoatCore
internal import StoatMedia

/// Passes on pictures and videos of other sites.
///
/// Pictures are decoded here and made anew, so that nothing but a picture arrives; GIFs are checked and passed on as
/// they are, to keep moving. Videos are passed on byte by byte. Types are those of the content, never the declared
/// ones; documents that a browser would run, SVG included, are refused.
final class MediaProxy: Sendable {
    /// The largest picture, in bytes.
    static let maxPictureBytes = 20 << 20
    /// The most bytes of a video in one answer.
    static let maxVideoBytes = 512 << 20
    private static let lifetime = Duration.seconds(600)
    private static let failureLifetime = Duration.seconds(60)

    private let pages: WebFetcher
    private let streams: WebFetcher
    private let media: MediaProcessor
    private let box: (width: Int, height: Int)
    private let quality: Double
    private let cache = MediaCache(capacity: 128 << 20)
    private let flights = SingleFlight<String, KnownMedia>()
    // Each holds one picture before and after, and its pixels.
    private let admission = Admission(places: 12, placesPerSite: 4, maxWaiting: 256)

    /// - Parameters:
    ///   - pages: fetches pictures.
    ///   - streams: fetches videos, which hold their places for long.
    init(pages: WebFetcher, streams: WebFetcher, media: MediaProcessor, settings: Settings.Files) {
        self.pages = pages
        self.streams = streams
        self.media = media
        let sides = settings.preview.boxes["attachments"] ?? []
        self.box = (max(1, sides.first ?? 1280), max(1, sides.last ?? 1280))
        self.quality = settings.webpQuality
    }

    /// The answer to a request for an address.
    ///
    /// - Parameter range: the request's `Range` header, which only videos heed.
    /// - Throws: ``FetchError``, ``FetchFailure``.
    func answer(_ url: String, range: String?) async throws -> Response {
        guard let key = FetchTarget(url)?.text else { throw FetchError.unusable }
        switch try await find(key) {
        case .picture(let bytes, let type):
            return Response(
                status: .ok,
                headers: ProxyHeaders.fields(type),
                body: ResponseBody(byteBuffer: bytes)
            )
        case .video(let type): return try await VideoRelay(streams).answer(key, type: type, range: range)
        case .failure(let failure): throw failure
        }
    }

    private func find(_ key: String) async throws -> KnownMedia {
        if let known = cache[key] { return known }
        return try await flights.run(key) { [self] in
            do {
                let found = try await admission.run(for: key) { try await fetch(key) }
                cache.keep(found, for: key, Self.lifetime)
                return found
            } catch {
                guard let failure = FetchFailure(error) else { throw error }
                cache.keep(.failure(failure), for: key, Self.failureLifetime)
                return .failure(failure)
            }
        }
    }

    private func fetch(_ url: String) async throws -> KnownMedia {
        let resource = try await pages.open(url, WebFetcher.Purpose(limit: Self.maxPictureBytes))
        defer { resource.close() }
        let declared = MediaTypeName(resource.head.contentType)
        guard let declared, declared.type == "image" || declared.type == "video" else {
            throw FetchFailure.fileTypeNotAllowed
        }
        var body = ByteBuffer()
        while body.readableBytes < VideoSignature.bytes, var piece = try await resource.next() {
            body.writeBuffer(&piece)
        }
        if let type = VideoSignature.type(of: body.readableBytesView) { return .video(contentType: type) }
        guard declared.type == "image" else { throw FetchFailure.fileTypeNotAllowed }
        return try await picture(try await resource.whole(after: body))
    }

    private func picture(_ bytes: ByteBuffer) async throws -> KnownMedia {
        do throws(MediaError) {
            let inspection = try await media.inspectPicture(bytes: bytes)
            guard inspection.isImage, !inspection.contentType.hasPrefix("image/svg") else {
                throw MediaError(.unsupported, inspection.contentType)
            }
            if inspection.contentType == "image/gif" { return .picture(bytes, contentType: "image/gif") }
            let preview = try await media.preview(bytes: bytes, box: box, quality: quality)
            return .picture(preview, contentType: "image/webp")
        } catch {
            switch error.code {
            case .overloaded, .cancelled: throw FetchError.overloaded
            case .inputOutput: throw error
            default: throw FetchFailure.fileTypeNotAllowed
            }
        }
    }
}

/// The headers of passed-on media.
enum ProxyHeaders {
    /// Headers for content of a type that was found here.
    static func fields(_ contentType: String) -> HTTPFields {
        [
            .contentType: contentType, .contentDisposition: "inline",
            .cacheControl: "public, max-age=600, immutable",
            // Should a browser take it for a document, that document can do nothing.
            .contentSecurityPolicy: "sandbox; default-src 'none'",
        ]
    }
}
