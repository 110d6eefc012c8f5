public import StoatModels

/// A durable queue of background work: what was enqueued is done at least once, also after a crash.
public protocol TaskQueue: Sendable {
    /// Stores a task. It survives a crash once this returns.
    func enqueue(_ task: QueuedTask) async throws

    /// Works off a queue until the calling task is cancelled: at most `concurrency` handlers at a time. A handler that
    /// returns finishes its task; one that throws has it retried after the queue's back-off, and after the last
    /// attempt the task moves to the dead letters. Cancelling waits for running handlers.
    func consume(
        _ queue: QueueName,
        concurrency: Int,
        handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async throws

    /// How many tasks wait in a queue and among its dead letters; for metrics.
    func depth(of queue: QueueName) async throws -> QueueDepth

    /// Finishes what is being written and closes.
    func shutdown() async
}

/// One piece of background work.
public struct QueuedTask: Sendable {
    /// The queue it belongs to, with the policy for its failures.
    public let queue: QueueName
    /// The payload as the queue's consumers know it (upstream's JSON shape where upstream documents one).
    public let body: Object
    /// 1 on first delivery.
    public let attempt: Int

    /// A task for `queue`; only consumers give an `attempt` above 1.
    public init(_ queue: QueueName, _ body: Object, attempt: Int = 1) {
        self.queue = queue
        self.body = body
        self.attempt = attempt
    }
}

/// A queue with its policy.
public struct QueueName: Sendable, Hashable {
    /// The queue's name on the broker.
    public let name: String
    /// The routing key tasks are published with.
    public let routingKey: String
    /// The exchange it is bound to.
    public let exchange: Exchange
    /// Attempts before a task becomes a dead letter.
    public let maxAttempts: Int
    /// The waits between attempts.
    public let backOff: BackOff
    /// Whether the queue is declared with `x-message-deduplication: true`, as upstream declares one of its queues.
    public let deduplicates: Bool

    /// A durable exchange.
    public struct Exchange: Sendable, Hashable {
        /// The exchange's name on the broker.
        public let name: String
        /// `direct` or `topic`.
        public let kind: String

        /// An exchange of this name; `kind` is `direct` or `topic`.
        public init(name: String, kind: String) {
            self.name = name
            self.kind = kind
        }
    }

    /// A queue of this name; by default five attempts with the waits of ``BackOff/tasks``.
    public init(
        _ name: String,
        routingKey: String,
        exchange: Exchange,
        maxAttempts: Int = 5,
        backOff: BackOff = .tasks,
        deduplicates: Bool = false
    ) {
        self.name = name
        self.routingKey = routingKey
        self.exchange = exchange
        self.maxAttempts = maxAttempts
        self.backOff = backOff
        self.deduplicates = deduplicates
    }
}

/// Figures of one queue.
public struct QueueDepth: Sendable, Equatable {
    /// Tasks that wait for their first or a later attempt.
    public let waiting: Int
    /// Tasks that failed for the last time and wait for the operator.
    public let dead: Int

    /// The figures as a driver counted them.
    public init(waiting: Int, dead: Int) {
        self.waiting = waiting
        self.dead = dead
    }
}
