import Logging
import Synchronization

/// The connection over which this process takes tasks: one channel per consumer, each with its own limit.
final class TaskConsumer: Sendable {
    /// A task handed out by the broker, with the run of the connection it belongs to.
    struct Delivery: Sendable {
        let message: AMQPDelivery
        let session: Int
    }

    /// One consumer of a queue.
    struct Registration: Sendable {
        let channel: UInt16
        let queue: QueueName
        /// Deliveries at a time that are not settled.
        let limit: Int
        let sink: AsyncStream<Delivery>.Continuation
    }

    enum Command: Sendable {
        case open(Registration)
        case close(UInt16)
        /// Done with a delivery; `requeue` gives it back.
        case settle(Delivery, requeue: Bool)
    }

    let link: RabbitLink<Command>
    private let channels = Mutex<Set<UInt16>>([])

    init(_ settings: RabbitSettings, logger: Logger) throws(MessagingError) {
        self.link = try RabbitLink(settings, role: "tasks-in", logger: logger)
    }

    /// Starts deliveries of a queue into `sink`, now and after every reconnect; answers what ends them.
    func open(_ queue: QueueName, limit: Int, sink: AsyncStream<Delivery>.Continuation) throws -> Registration {
        link.startInBackground { TaskConsumerLoop(consumer: self).run() }
        let channel = try channels.withLock { channels throws(MessagingError) -> UInt16 in
            guard let free = (TaskConsumerLoop.firstChannel...2000).first(where: { !channels.contains($0) }) else {
                throw MessagingError(.overloaded, "too many consumers of tasks")
            }
            channels.insert(free)
            return free
        }
        let registration = Registration(channel: channel, queue: queue, limit: limit, sink: sink)
        try link.mailbox.post(.open(registration))
        return registration
    }

    /// Ends deliveries; what was delivered and not settled goes back to the queue.
    func close(_ registration: Registration) {
        // After the shutdown the channel is closed anyway.
        try? link.mailbox.post(.close(registration.channel))
    }

    /// The channel's number may be used again; the thread only.
    func free(_ channel: UInt16) { channels.withLock { _ = $0.remove(channel) } }

    func settle(_ delivery: Delivery, requeue: Bool) {
        // After the shutdown the broker hands it out again.
        try? link.mailbox.post(.settle(delivery, requeue: requeue))
    }
}
