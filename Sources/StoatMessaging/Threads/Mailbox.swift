import Synchronization

/// What tasks hand to a thread that owns a connection: bounded, in order, and waking the thread only when it sleeps.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isAsleep = false
        var isClosed = false
    }

    private let capacity: Int
    private let wakeUp: WakeUp
    private let state = Mutex(State())

    init(capacity: Int) throws(MessagingError) {
        self.capacity = capacity
        self.wakeUp = try WakeUp()
    }

    /// Messages not yet taken.
    var count: Int { state.withLock { $0.messages.count } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Adds a message; any thread.
    func post(_ message: Message) throws(MessagingError) { try post(contentsOf: CollectionOfOne(message)) }

    /// Adds messages, all or none; any thread.
    ///
    /// - Throws: `.overloaded` when full, `.closed` after ``close()``.
    func post(contentsOf messages: some Swift.Collection<Message>) throws(MessagingError) {
        let wakes = try state.withLock { state throws(MessagingError) in
            guard !state.isClosed else { throw MessagingError(.closed, "already shut down") }
            guard state.messages.count <= capacity - messages.count else {
                throw MessagingError(.overloaded, "\(state.messages.count) requests wait")
            }
            state.messages.append(contentsOf: messages)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if wakes { wakeUp.signal() }
    }

    /// Takes all messages; the owning thread.
    func take() -> [Message] {
        state.withLock { state in
            guard !state.messages.isEmpty else { return [] }
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Refuses further messages and wakes the thread.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeUp.signal()
    }

    /// Blocks the owning thread until there is a message, the mailbox has been closed, the descriptor is readable or the
    /// time is over.
    ///
    /// Answers whether the descriptor is readable.
    func wait(for limit: Duration, orReadable descriptor: Int32? = nil) -> Bool {
        let sleeps = state.withLock { state in
            state.isAsleep = state.messages.isEmpty
            return state.isAsleep
        }
        let isReadable = wakeUp.wait(for: sleeps ? limit : .zero, orReadable: descriptor)
        if sleeps { state.withLock { $0.isAsleep = false } }
        return isReadable
    }
}
