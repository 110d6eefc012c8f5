import StoatMessaging
import StoatModels

extension Core {
    /// Runs `body` while no other request, in this process or another, runs one for the same pair and topic.
    ///
    /// For decisions that span two documents and that no filter of a single write can guard. The mark stands for
    /// at most 10 s, and a waiter goes ahead after 5 s at the latest: with the shared cache gone the guard is gone,
    /// but requests are still answered.
    func exclusively<T: Sendable>(
        _ topic: String,
        _ one: UserID,
        _ other: UserID,
        _ body: () async throws -> T
    ) async throws -> T {
        let mark = "\(topic):\(min(one, other)):\(max(one, other))"
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .seconds(5))
        var isOwner = await cache.claim(mark, for: .seconds(10))
        while !isOwner, clock.now < deadline {
            try await Task.sleep(for: .milliseconds(15))
            isOwner = await cache.claim(mark, for: .seconds(10))
        }
        do {
            let value = try await body()
            if isOwner { await cache.release(mark) }
            return value
        } catch {
            if isOwner { await cache.release(mark) }
            throw error
        }
    }
}
