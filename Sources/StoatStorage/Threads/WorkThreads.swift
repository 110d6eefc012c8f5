import NIOPosix
import Synchronization

/// A fixed number of threads for blocking engine calls, with a bounded queue in front of them.
///
/// A job never waits for another job. A cancelled task drops its job while that is queued; a job that runs is ended by
/// the engine's own time-outs.
final class WorkThreads: Sendable {
    private struct State {
        var pending = 0
        var isClosed = false
        var whenDrained: CheckedContinuation<Void, Never>?
    }

    private let pool: NIOThreadPool
    private let limit: Int
    private let state = Mutex(State())

    /// Starts the threads.
    ///
    /// - Parameter limit: most jobs waiting or running; further ones are refused with ``StorageError/Code/overloaded``.
    init(count: Int, limit: Int) {
        self.pool = NIOThreadPool(numberOfThreads: count)
        self.limit = limit
        pool.start()
    }

    /// Runs a blocking closure on one of the threads.
    func run<T: Sendable>(_ operation: String, _ body: @escaping @Sendable () throws -> T) async throws -> T {
        try enter(operation)
        defer { leave() }
        return try await pool.runIfActive(body)
    }

    /// Lets the accepted jobs finish, refuses further ones, and ends the threads.
    ///
    /// - Returns: whether this was the first call, which alone waits.
    @discardableResult
    func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return false }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.pending > 0 { state.whenDrained = continuation }
                return state.pending == 0
            }
            if isIdle { continuation.resume() }
        }
        // It fails only when the threads have been stopped already.
        try? await pool.shutdownGracefully()
        return true
    }

    private func enter(_ operation: String) throws(StorageError) {
        let refusal: StorageError? = state.withLock { state in
            guard !state.isClosed else { return StorageError(.closed, "the store is closed", operation: operation) }
            guard state.pending < limit else {
                return StorageError(.overloaded, "\(limit) calls are waiting already", operation: operation)
            }
            state.pending += 1
            return nil
        }
        if let refusal { throw refusal }
    }

    private func leave() {
        let drained = state.withLock { state in
            state.pending -= 1
            guard state.pending == 0 else { return nil as CheckedContinuation<Void, Never>? }
            defer { state.whenDrained = nil }
            return state.whenDrained
        }
        drained?.resume()
    }
}
