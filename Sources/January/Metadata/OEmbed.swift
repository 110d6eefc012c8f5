import NIOCore
import StoatModels
import Synchronization

/// Answers of oEmbed servers.
struct OEmbed: Sendable {
    /// The largest answer read, in bytes.
    static let maxBytes = 256 << 10

    private let answer: Object

    /// Fetches an oEmbed answer.
    ///
    /// - Throws: `APIError` `.proxyError` if it is no JSON object, and what the fetcher throws.
    init(_ url: String, fetcher: any PageFetching) async throws {
        let body = Mutex(ByteBuffer())
        _ = try await fetcher.fetch(
            url,
            limit: OEmbed.maxBytes,
            accept: { head in
                let type = MediaType.of(head.contentType)
                return type == "application/json" || type == "text/json" || type == "text/javascript"
                    || type.hasSuffix("+json") || type == "text/plain"
            },
            take: { piece in
                body.withLock { _ = $0.writeImmutableBuffer(piece) }
                return true
            }
        )
        // A broken answer is the far side's fault, whatever is wrong with it.
        guard let answer = (try? JSONParser.parse(body.withLock { $0 }))?.object else { throw APIError(.proxyError) }
        self.answer = answer
    }

    /// A text without space around; `nil` if missing, empty or of another type.
    func text(_ key: String) -> String? {
        guard let text = answer[key]?.string?.prefix(maxBytes: PageTags.maxValueBytes).collapsed(), !text.isEmpty
        else { return nil }
        return text
    }

    /// A size in pixels; 0 if missing.
    func size(_ key: String) -> Int {
        switch answer[key] {
        case .string(let text)?: return MediaSize.of(text)
        case .double(let value)? where value.isFinite && abs(value) < 1e9: return MediaSize.of(String(Int(value)))
        case let other: return MediaSize.of(String(other?.integer ?? 0))
        }
    }

    /// The address to ask YouTube about a video.
    static func youTubeAddress(_ page: String) -> String {
        "https://www.youtube.com/oembed?format=json&url=" + WebURL.encodedParameter(page)
    }
}

/// Sizes in pixels as pages declare them.
enum MediaSize {
    /// The number a text begins with (`640`, `640px`, `640.0`); 0 if there is none or it is out of all proportion.
    static func of(_ text: String?) -> Int {
        let digits = (text ?? "").prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits), number <= 65_535 else { return 0 }
        return number
    }
}

/// Content types without their parameters.
enum MediaType {
    /// The type in lower case, such as `text/html`.
    static func of(_ header: String) -> String {
        String(header.prefix { $0 != ";" && $0 != "," }).trimmingSpace().lowercased()
    }
}
