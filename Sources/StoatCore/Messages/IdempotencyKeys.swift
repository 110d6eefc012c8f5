import StoatMessaging
public import StoatModels

/// Keys by which a client names a request, so that sending it twice does not act twice.
///
/// Each user has keys of their own.
public struct IdempotencyKeys: Sendable {
    let cache: any SharedCache

    /// Largest key, in bytes.
    public static let maxBytes = 64

    /// How long a key is remembered: far longer than any client tries again.
    static let lifetime: Duration = .seconds(600)

    /// Remembers a key; answers whether it was new.
    func claim(_ key: String, by user: UserID) async -> Bool {
        await cache.claim(CacheMark.idempotency(key: key, of: user), for: Self.lifetime)
    }

    /// Forgets the key of a request that failed.
    func release(_ key: String, by user: UserID) async {
        await cache.release(CacheMark.idempotency(key: key, of: user))
    }

    /// Runs a request once for its key; the key of a request that fails may be used again.
    ///
    /// - Parameter key: `nil` runs without protection.
    /// - Throws: ``APIError``: `.headerTooLarge` over ``maxBytes``, `.duplicateNonce` where the key was used; what
    ///   `body` throws.
    public func once<Answer: Sendable>(
        _ key: String?,
        by user: UserID,
        _ body: () async throws -> Answer
    ) async throws -> Answer {
        guard let key else { return try await body() }
        guard key.utf8.count <= Self.maxBytes else { throw APIError(.headerTooLarge) }
        guard await claim(key, by: user) else { throw APIError(.duplicateNonce) }
        do { return try await body() } catch {
            await release(key, by: user)
            throw error
        }
    }
}

extension Core {
    /// Keys by which clients name requests.
    public var idempotencyKeys: IdempotencyKeys { IdempotencyKeys(cache: cache) }
}
