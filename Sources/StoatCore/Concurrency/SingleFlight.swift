internal import Synchronization

/// Does the same work once for everybody who asks for it while it runs.
///
/// The work belongs to nobody: a cancelled caller stops waiting, the work goes on for the others, so it must bound its
/// own time. A failure is everybody's who waited; the next caller tries again.
public final class SingleFlight<Key: Hashable & Sendable, Result: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Result, any Error>

    private struct State {
        /// Who waits for what, by a number of their own.
        var waiters: [Key: [UInt64: Waiter]] = [:]
        var lastNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Nothing runs yet.
    public init() {}

    /// The result of the work that runs under a key, or of `work` when none does.
    ///
    /// - Throws: What the work throws; `CancellationError` as soon as the caller is cancelled.
    public func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                switch join(key, number, waiter) {
                case .cancelled: waiter.resume(throwing: CancellationError())
                case .waiting: break
                case .first:
                    Task {
                        do { finish(key, .success(try await work())) } catch { finish(key, .failure(error)) }
                    }
                }
            }
        } onCancel: {
            state.withLock { $0.waiters[key]?.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
    }

    /// How many works run.
    public var count: Int { state.withLock { $0.waiters.count } }

    private enum Place { case first, waiting, cancelled }

    private func join(_ key: Key, _ number: UInt64, _ waiter: Waiter) -> Place {
        state.withLock { state in
            // Looked at under the lock: a later cancellation finds the waiter, an earlier one is seen here.
            if Task.isCancelled { return .cancelled }
            let place: Place = state.waiters[key] == nil ? .first : .waiting
            state.waiters[key, default: [:]][number] = waiter
            return place
        }
    }

    private func finish(_ key: Key, _ result: Swift.Result<Result, any Error>) {
        let waiters = state.withLock { $0.waiters.removeValue(forKey: key) ?? [:] }
        for waiter in waiters.values { waiter.resume(with: result) }
    }
}
