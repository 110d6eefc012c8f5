internal import OrderedCollections
internal import Synchronization

/// Lets a number of tasks through at a time; the others wait their turn, in order, up to a bound.
public final class ConcurrencyGate: Sendable {
    /// More tasks wait than may.
    public struct Full: Error {}

    private struct State {
        var free: Int
        var nextTicket: UInt64 = 0
        var waiting: OrderedDictionary<UInt64, CheckedContinuation<Void, any Error>> = [:]
    }

    private enum Outcome { case entered, waits, full, cancelled }

    private let queue: Int
    private let state: Mutex<State>

    /// A gate for `limit` tasks at a time, at least one, with room for `queue` more that wait.
    public init(limit: Int, queue: Int) {
        self.queue = queue
        self.state = Mutex(State(free: max(1, limit)))
    }

    /// Does `work` when it is its turn.
    ///
    /// - Throws: ``Full``, `CancellationError` for a task cancelled while it waits, and what `work` throws.
    public func run<Result>(_ work: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                switch register(ticket, continuation) {
                case .entered: continuation.resume()
                case .full: continuation.resume(throwing: Full())
                case .cancelled: continuation.resume(throwing: CancellationError())
                case .waits: break
                }
            }
        } onCancel: {
            // Whoever is cancelled before it is registered learns of it there.
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }

    private func register(_ ticket: UInt64, _ continuation: CheckedContinuation<Void, any Error>) -> Outcome {
        state.withLock { state in
            if Task.isCancelled { return .cancelled }
            if state.free > 0 {
                state.free -= 1
                return .entered
            }
            guard state.waiting.count < queue else { return .full }
            state.waiting[ticket] = continuation
            return .waits
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            // The place goes straight to who waited longest.
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().value
        }
        next?.resume()
    }
}
