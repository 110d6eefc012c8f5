/// One thing a process depends on, and how to ask whether it answers.
public struct HealthCheck: Sendable {
    /// What it is called in `/ready`: `mongodb`, `redis`, `rabbitmq`, `sqlite`, `files`.
    public let name: String
    let ping: @Sendable () async throws -> Void

    /// A dependency; `ping` throws when it does not answer.
    public init(_ name: String, ping: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.ping = ping
    }
}

/// The dependencies of a process, asked together.
public struct ReadinessProbe: Sendable {
    private let checks: [HealthCheck]
    /// How long one dependency may take to answer.
    private let limit: Duration

    /// Asks all checks at once, each with this time limit.
    public init(_ checks: [HealthCheck], limit: Duration = .seconds(2)) {
        self.checks = checks
        self.limit = limit
    }

    /// The names of the dependencies in order, each with whether it answered.
    public func ask() async -> [(name: String, isReady: Bool)] {
        await withTaskGroup(of: (Int, Bool).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await answers(check)) }
            }
            var states = [Bool](repeating: false, count: checks.count)
            for await (index, isReady) in group { states[index] = isReady }
            return zip(checks, states).map { ($0.name, $1) }
        }
    }

    private func answers(_ check: HealthCheck) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await check.ping()
                    return true
                } catch { return false }
            }
            group.addTask { [limit] in
                // Cancelled when the dependency answered first; then the result is not read.
                try? await Task.sleep(for: limit)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }
}
