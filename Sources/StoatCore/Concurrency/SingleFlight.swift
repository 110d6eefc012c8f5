internal import Synchronization

/// Does the same work once for everybody who asks for it while it runs.
///
/// The work belongs to nobody: it goes on when a caller is cancelled, and the others get its result, so it must bound its
/// own time. A failure is everybody's who waited; the next caller tries again.
public final class SingleFlight<Key: Hashable & Sendable, Result: Sendable>: Sendable {
    private let running = Mutex<[Key: Task<Result, any Error>]>([:])

    /// Nothing runs yet.
    public init() {}

    /// The result of the work that runs under a key, or of `work` when none does.
    public func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = running.withLock { running in
            if let task = running[key] { return task }
            let task = Task {
                defer { forget(key) }
                return try await work()
            }
            running[key] = task
            return task
        }
        return try await task.value
    }

    /// How many works run.
    public var count: Int { running.withLock { $0.count } }

    private func forget(_ key: Key) { running.withLock { $0[key] = nil } }
}
