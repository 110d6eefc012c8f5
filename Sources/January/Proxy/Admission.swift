internal import DequeModule
internal import Synchronization

/// Lets a number of tasks do something at once, the others in the order in which they came.
final class Admission: Sendable {
    private struct State {
        var free: Int
        var waiting: Deque<CheckedContinuation<Bool, Never>> = []
    }

    private let state: Mutex<State>
    private let maxWaiting: Int

    /// - Parameters:
    ///   - places: how many at once.
    ///   - maxWaiting: how many may wait; further ones are refused.
    init(places: Int, maxWaiting: Int) {
        self.state = Mutex(State(free: places))
        self.maxWaiting = maxWaiting
    }

    /// Does the work when there is a place.
    ///
    /// - Throws: ``FetchError/overloaded`` if too many wait, and what the work throws.
    func run<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws(FetchError) {
        let isRefused = await withCheckedContinuation { (answer: CheckedContinuation<Bool, Never>) in
            enqueue(answer)
        }
        if isRefused { throw .overloaded }
    }

    private func enqueue(_ answer: CheckedContinuation<Bool, Never>) {
        let isRefused: Bool? = state.withLock { state in
            if state.free > 0 {
                state.free -= 1
                return false
            }
            if state.waiting.count >= maxWaiting { return true }
            state.waiting.append(answer)
            return nil
        }
        if let isRefused { answer.resume(returning: isRefused) }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if let next = state.waiting.popFirst() { return next }
            state.free += 1
            return nil
        }
        next?.resume(returning: false)
    }
}
