internal import Logging
internal import StoatCore
internal import StoatMessaging
internal import StoatModels

/// Embeds by address: made once for everybody who asks, and remembered by all instances for a while.
final class Embeds: Sendable {
    private enum Outcome: Sendable {
        case embed(Object)
        case failure(FetchFailure)
    }

    private static let lifetime = Duration.seconds(600)
    private static let failureLifetime = Duration.seconds(60)

    private let cache: any SharedCache
    private let source: EmbedSource
    private let flights = SingleFlight<String, Outcome>()

    init(cache: any SharedCache, source: EmbedSource) {
        self.cache = cache
        self.source = source
    }

    /// The embed of an address.
    ///
    /// - Throws: ``FetchFailure``; ``FetchFailure/noEmbedData`` if there is nothing to show.
    func embed(for url: String) async throws -> Object {
        let key = source.rewrite(url)
        guard !key.isEmpty, key.utf8.count <= FetchTarget.maxBytes else { throw FetchError.unusable }
        let outcome = try await flights.run(key) { [self] in try await find(key) }
        switch outcome {
        case .embed(let embed): return embed
        case .failure(let failure): throw failure
        }
    }

    private func find(_ key: String) async throws -> Outcome {
        let name = CacheKey(.embed, key)
        let entry = await cache.read([name]).first
        if let copy = entry?.document, let outcome = Self.read(copy) { return outcome }
        let outcome = try await make(key)
        if let token = entry?.token {
            let lifetime: Duration
            if case .embed = outcome { lifetime = Self.lifetime } else { lifetime = Self.failureLifetime }
            await cache.fill([CacheFill(name, Self.copy(of: outcome), token: token, lifetime: lifetime)])
        }
        return outcome
    }

    private func make(_ url: String) async throws -> Outcome {
        do {
            return try await source.embed(url).map { .embed($0) } ?? .failure(.noEmbedData)
        } catch {
            guard let failure = FetchFailure(error) else { throw error }
            return .failure(failure)
        }
    }

    private static func copy(of outcome: Outcome) -> Object {
        switch outcome {
        case .embed(let embed): ["embed": .object(embed)]
        case .failure(let failure): ["failure": .string(failure.rawValue)]
        }
    }

    private static func read(_ copy: Object) -> Outcome? {
        if let embed = copy["embed"]?.object { return .embed(embed) }
        return copy["failure"]?.string.flatMap(FetchFailure.init(rawValue:)).map { .failure($0) }
    }
}
