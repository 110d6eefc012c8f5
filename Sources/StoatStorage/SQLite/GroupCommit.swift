import GRDB
import NIOPosix
import Synchronization

/// The one writer of a database file: calls that wait while a transaction reaches the disk share the next one.
///
/// Each call has a savepoint of its own, so it succeeds or fails alone; all of them are answered after one sync of the
/// log. Calls run in the order they came. The queue is bounded, and a cancelled task takes its call out of it.
final class GroupCommit: Sendable {
    private struct Job: Sendable {
        let id: UInt64
        /// Does the work and answers how to report its success once the transaction is on the disk.
        let perform: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Job] = []
        var nextID: UInt64 = 0
        var isRunning = false
        var isClosed = false
        var commitCount = 0
        var whenDrained: CheckedContinuation<Void, Never>?
    }

    /// Most calls that wait; further ones are refused with ``StorageError/Code/overloaded``.
    static let longestQueue = 10_000
    /// Most calls that share a transaction, which bounds how long the first of them waits.
    static let largestGroup = 256

    private let pool: DatabasePool
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    init(_ pool: DatabasePool) {
        self.pool = pool
        thread.start()
    }

    /// Calls that wait for the current transaction to end, for tests.
    var waitingCount: Int { state.withLock { $0.waiting.count } }
    /// Whether a transaction is being performed, for tests.
    var isRunning: Bool { state.withLock { $0.isRunning } }
    /// Transactions so far, for tests.
    var commitCount: Int { state.withLock { $0.commitCount } }

    /// Performs `body` in a transaction and answers once that is durable.
    func run<T: Sendable>(_ operation: String, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                enqueue(
                    Job(
                        id: id,
                        perform: { db in
                            let result = try body(db)
                            return { continuation.resume(returning: result) }
                        },
                        fail: { continuation.resume(throwing: $0) }
                    ),
                    operation
                )
            }
        } onCancel: {
            let job = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            job?.fail(CancellationError())
        }
    }

    /// Finishes the accepted calls, refuses further ones, and ends the thread.
    func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.isRunning { state.whenDrained = continuation }
                return !state.isRunning
            }
            if isIdle { continuation.resume() }
        }
        // It fails only when the thread has been stopped already.
        try? await thread.shutdownGracefully()
    }

    private func enqueue(_ job: Job, _ operation: String) {
        let (refusal, mustStart): (StorageError?, Bool) = state.withLock { state in
            if state.isClosed { return (StorageError(.closed, "the store is closed", operation: operation), false) }
            guard state.waiting.count < Self.longestQueue else {
                return (StorageError(.overloaded, "too many writes are waiting", operation: operation), false)
            }
            state.waiting.append(job)
            defer { state.isRunning = true }
            return (nil, !state.isRunning)
        }
        if let refusal { job.fail(refusal) }
        if mustStart { thread.submit { [self] _ in drain() } }
    }

    private func drain() {
        while let group = takeGroup() { commit(group) }
    }

    private func takeGroup() -> [Job]? {
        let (group, drained): ([Job]?, CheckedContinuation<Void, Never>?) = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                defer { state.whenDrained = nil }
                return (nil, state.whenDrained)
            }
            let group = Array(state.waiting.prefix(Self.largestGroup))
            state.waiting.removeFirst(group.count)
            state.commitCount += 1
            return (group, nil)
        }
        drained?.resume()
        return group
    }

    private func commit(_ group: [Job]) {
        var failures: [(Job, any Error)] = []
        var successes: [(Job, @Sendable () -> Void)] = []
        do {
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    for job in group {
                        do {
                            var report: (@Sendable () -> Void)?
                            try db.inSavepoint {
                                report = try job.perform(db)
                                return .commit
                            }
                            if let report { successes.append((job, report)) }
                        } catch  where db.isInsideTransaction {
                            failures.append((job, error))
                        }
                    }
                    return .commit
                }
            }
            for (_, report) in successes { report() }
            for (job, error) in failures { job.fail(error) }
        } catch {
            // The engine gave up the whole transaction (disk full, input/output error): nothing of it was kept.
            for job in group { job.fail(error) }
        }
    }
}
