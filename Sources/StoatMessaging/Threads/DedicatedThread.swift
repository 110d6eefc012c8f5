import Foundation
import Synchronization

/// A thread that owns one connection of a blocking C library from its opening to its end.
///
/// `body` runs once; its end can be awaited. SIGPIPE is blocked on the thread, because some libraries write without
/// asking for an error instead.
final class DedicatedThread: Sendable {
    private enum State {
        case running([CheckedContinuation<Void, Never>])
        case ended
    }

    private let state: Mutex<State> = Mutex(.running([]))

    init(named name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            var pipeSignal = sigset_t()
            sigemptyset(&pipeSignal)
            sigaddset(&pipeSignal, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &pipeSignal, nil)
            body()
            self.end()
        }
        thread.name = name
        thread.stackSize = 512 << 10
        thread.start()
    }

    private func end() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .running(let waiters) = state else { return [] }
            state = .ended
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the body has returned.
    func join() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard case .running(let waiters) = state else { return true }
                state = .running(waiters + [continuation])
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
