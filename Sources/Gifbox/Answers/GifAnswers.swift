internal import NIOCore
internal import StoatCore
internal import StoatMessaging
internal import StoatModels

/// Answers questions in their encoded form: from the shared cache, else from the provider.
///
/// While the provider is asked, everybody with the same question waits for that one answer. The work belongs to nobody
/// and ends in time, so a client that goes away changes nothing for the others. Only answers are kept, not failures.
final class GifAnswers: Sendable {
    /// Larger answers are not kept.
    private static let maxCachedBytes = 256 << 10

    private let provider: any GifProvider
    private let cache: any SharedCache
    private let deadline: Duration
    private let asking = SingleFlight<CacheKey, ByteBuffer>()

    /// Answers of a provider.
    ///
    /// - Parameter deadline: how long one question may take in all; the provider's own limits are shorter.
    init(provider: any GifProvider, cache: any SharedCache, deadline: Duration = .seconds(15)) {
        self.provider = provider
        self.cache = cache
        self.deadline = deadline
    }

    /// The answer as JSON.
    ///
    /// - Throws: ``APIError`` as ``GifProvider/answer(_:)``.
    func answer(_ question: GifQuestion) async throws -> ByteBuffer {
        let key = key(of: question)
        let entry = (await cache.read([key]))[0]
        if let body = entry.document?.optionalString("body") { return ByteBuffer(string: body) }
        return try await asking.run(key) { [self] in
            do {
                return try await withDeadline(deadline) { [self] in try await ask(question, key, entry.token) }
            } catch is DeadlineExceeded {
                throw APIError(.serviceUnavailable)
            }
        }
    }

    private func ask(_ question: GifQuestion, _ key: CacheKey, _ token: UInt64) async throws -> ByteBuffer {
        let body = JSONWriter.encode(try await provider.answer(question), sizeHint: 16 << 10)
        if body.readableBytes <= Self.maxCachedBytes {
            let copy: Object = ["body": .string(String(buffer: body))]
            await cache.fill([CacheFill(key, copy, token: token, lifetime: question.lifetime)])
        }
        return body
    }

    private func key(of question: GifQuestion) -> CacheKey {
        CacheKey(.gifs, String(buffer: JSONWriter.encode(.array([.string(provider.name)] + question.parts))))
    }
}
