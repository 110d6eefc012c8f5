import DequeModule
import StoatModels

/// Which topics are wanted, which the broker knows, and who waits for it.
///
/// Confined to the consumer's thread.
struct EventBindings {
    typealias Waiter = CheckedContinuation<Void, any Error>

    private enum Change {
        case bind(String)
        case unbind(String)
    }

    /// Changes sent before deliveries are read again, so that neither side waits for the other with full buffers.
    private static let burst = 500

    private var wanted: Set<Topic> = []
    /// What the broker knows once it has worked off what was sent.
    private var known: Set<Topic> = []
    private var unsent = Deque<Change>()
    /// Waiting for changes that are not all sent.
    private var waiting: [Waiter] = []
    /// A question that the broker has not answered.
    private struct Question {
        let waiters: [Waiter]
        /// Unbound before it was asked.
        let unbound: [String]
    }

    /// The questions in the order in which they were asked.
    private var asked = Deque<Question>()
    /// Unbound since the last question: sent, but perhaps on a connection that ends before the broker reads it.
    private var unbound: [String] = []

    /// Whether changes were sent that need a question, and none follows yet.
    private var isQuestionDue = false
    /// Whether the broker routes, on this connection, everything that was bound before it.
    private(set) var isRestored = false

    var count: Int { wanted.count }

    var hasMoreToSend: Bool { !unsent.isEmpty }

    /// Wants topics; the waiter is resumed once the broker routes them.
    mutating func want(_ topics: [Topic], _ waiter: Waiter) {
        waiting.append(waiter)
        for topic in topics where wanted.insert(topic).inserted { plan(topic) }
    }

    /// Wants topics no longer.
    mutating func drop(_ topics: [Topic]) {
        for topic in topics where wanted.remove(topic) != nil { plan(topic) }
    }

    private mutating func plan(_ topic: Topic) {
        if wanted.contains(topic) {
            if known.insert(topic).inserted { unsent.append(.bind(topic.name)) }
        } else if known.remove(topic) != nil {
            unsent.append(.unbind(topic.name))
        }
    }

    /// The queue is a new one, without bindings.
    mutating func forgetBroker() {
        known = []
        unbound = []
    }

    /// Begins on a new connection: plans what the broker lacks and what it has too much.
    mutating func restart() {
        // What was sent may or may not have been done; binding and unbinding twice does no harm.
        let undone = unsent
        unsent = []
        for name in asked.flatMap(\.unbound) + unbound { unsent.append(.unbind(name)) }
        unbound = []
        for case .unbind(let name) in undone { unsent.append(.unbind(name)) }
        for topic in known.subtracting(wanted) { unsent.append(.unbind(topic.name)) }
        for topic in wanted { unsent.append(.bind(topic.name)) }
        known = wanted
        isRestored = wanted.isEmpty
        waiting = asked.flatMap(\.waiters) + waiting
        asked = []
    }

    /// Sends a burst of changes, and after the last one the question that tells when they are done.
    mutating func send(for queue: EventQueue, over connection: AMQPConnection) throws(MessagingError) {
        for _ in 0..<Self.burst {
            switch unsent.popFirst() {
            case .bind(let key):
                try connection.sendBind(queue.name, to: queue.exchange.name, key: key, on: EventQueue.bindChannel)
                isQuestionDue = true
            case .unbind(let key):
                unbound.append(key)
                if unbound.count >= Self.burst { isQuestionDue = true }
                try connection.sendUnbind(queue.name, from: queue.exchange.name, key: key, on: EventQueue.bindChannel)
            case nil:
                break
            }
        }
        guard unsent.isEmpty, isQuestionDue || !waiting.isEmpty else { return }
        try connection.requestQueue(queue.name, on: EventQueue.bindChannel)
        asked.append(Question(waiters: waiting, unbound: unbound))
        waiting = []
        unbound = []
        isQuestionDue = false
    }

    /// The broker has answered the oldest question.
    ///
    /// All that was bound before this connection was asked for in the first.
    mutating func confirmed() {
        isRestored = true
        for waiter in asked.popFirst()?.waiters ?? [] { waiter.resume() }
    }

    /// Resumes all waiters although the broker is away; answers whether there were any.
    mutating func release() -> Bool {
        let waiters = takeWaiters()
        for waiter in waiters { waiter.resume() }
        return !waiters.isEmpty
    }

    /// Fails all waiters.
    mutating func abandon(_ error: MessagingError) {
        for waiter in takeWaiters() { waiter.resume(throwing: error) }
    }

    private mutating func takeWaiters() -> [Waiter] {
        let waiters = asked.flatMap(\.waiters) + waiting
        // What was unbound is still to be made sure of.
        unbound = asked.flatMap(\.unbound) + unbound
        asked = []
        waiting = []
        return waiters
    }
}
