/// What must exist on the broker before a task can be published.
///
/// The documented queue keeps exactly the arguments that upstream declares; retries and dead letters have queues of
/// their own. A retry waits in a queue without consumers until its time-to-live sends it back to the documented one.
enum TaskTopology: Sendable, Hashable {
    /// The queue of the tasks, with its exchange and binding.
    case queue(QueueName)
    /// The queue where a task waits this many milliseconds for its next attempt.
    case retry(QueueName, milliseconds: Int64)
    /// The queue of tasks that failed for the last time.
    case dead(QueueName)

    /// The name of the queue meant.
    var queueName: String {
        switch self {
        case .queue(let queue): queue.name
        case .retry(let queue, let milliseconds): "\(queue.name).retry.\(milliseconds)"
        case .dead(let queue): "\(queue.name).dead"
        }
    }

    /// Declares it; a channel that the broker closed over it is open again afterwards.
    ///
    /// A queue that exists with other arguments is used as it is.
    func declare(over connection: AMQPConnection, on channel: UInt16) throws {
        do {
            try connection.declareQueue(declaration, on: channel)
        } catch let refusal as AMQPRefusal where refusal.isMismatch {
            try connection.openChannel(channel)
            try connection.inspectQueue(queueName, on: channel)
        }
        guard case .queue(let queue) = self else { return }
        try connection.declareExchange(queue.exchange.name, kind: queue.exchange.kind, on: channel)
        try connection.bind(queue.name, to: queue.exchange.name, key: queue.routingKey, on: channel)
    }

    private var declaration: AMQPQueueDeclaration {
        switch self {
        case .queue(let queue):
            AMQPQueueDeclaration(
                name: queueName,
                isDurable: true,
                arguments: queue.deduplicates ? ["x-message-deduplication": .bool(true)] : [:]
            )
        case .retry(let queue, let milliseconds):
            AMQPQueueDeclaration(
                name: queueName,
                isDurable: true,
                arguments: [
                    "x-message-ttl": .int(milliseconds),
                    "x-dead-letter-exchange": .string(""),
                    "x-dead-letter-routing-key": .string(queue.name),
                ]
            )
        case .dead:
            AMQPQueueDeclaration(name: queueName, isDurable: true)
        }
    }
}
