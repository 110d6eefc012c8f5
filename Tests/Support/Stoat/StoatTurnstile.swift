/// Lets a few scenarios use a deployment together, or one that breaks its parts alone.
public actor StoatTurnstile {
    private let limit: Int
    private var users = 0
    private var isTaken = false

    /// - Parameter limit: how many may use it together.
    public init(limit: Int) { self.limit = limit }

    /// Runs `body` beside others, once there is room.
    public nonisolated func together<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await eventually("the deployment has room", within: .seconds(1200)) { await self.enter() }
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    /// Runs `body` while nobody else uses the deployment.
    public nonisolated func alone<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await eventually("the deployment is free", within: .seconds(1200)) { await self.take() }
        do {
            let result = try await body()
            await release()
            return result
        } catch {
            await release()
            throw error
        }
    }

    private func enter() -> Bool {
        guard !isTaken, users < limit else { return false }
        users += 1
        return true
    }

    private func leave() { users -= 1 }

    private func take() -> Bool {
        guard !isTaken, users == 0 else { return false }
        isTaken = true
        return true
    }

    private func release() { isTaken = false }
}
