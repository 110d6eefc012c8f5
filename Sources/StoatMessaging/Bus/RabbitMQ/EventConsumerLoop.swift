import DequeModule
import Logging
import StoatModels
import Synchronization

/// What the consumer's thread does.
///
/// Made on it and confined to it.
///
/// **Continuity.** The queue outlives a short loss of the connection and collects meanwhile; what was handed out and not
/// acknowledged is handed out again, and repeats are dropped. So a reconnect that finds the queue has missed nothing. The
/// receiver is told to resynchronise only when the queue was gone (it expired, was deleted, or the broker restarted),
/// when it overflowed (the broker then puts a dropped event in a second queue, which is read here), when the order was
/// broken, or when a topic was bound while the broker was away.
final class EventConsumerLoop {
    private static let eventsTag = "events"
    private static let droppedTag = "dropped"
    /// Deliveries on their way or not acknowledged.
    private static let prefetch = 1000
    /// Deliveries acknowledged at once when more wait.
    private static let acknowledgeEvery = 200
    /// How long a bind waits for the broker before it is answered with the promise to resynchronise.
    private static let bindPatience: Duration = .seconds(2)

    private let consumer: EventConsumer
    private var queue: EventQueue
    private var bindings = EventBindings()
    private var order = ArrivalOrder()
    /// Whether the queue was declared before, so that its absence means a loss.
    private var hasQueue = false
    private var needsDurableQueue = false
    /// Why the receiver is to be told of a loss, once everything is bound.
    private var loss: String?
    private var lastTag: UInt64 = 0
    private var unacknowledged = 0
    private var downSince: ContinuousClock.Instant? = .now

    init(consumer: EventConsumer) {
        self.consumer = consumer
        self.queue = EventQueue(consumer.link.settings, isDurable: false)
    }

    func run() {
        consumer.link.run(prepare: prepare, serve: serve, rest: rest)
        bindings.abandon(MessagingError(.closed, "the event bus is shut down"))
    }

    // MARK: - Connecting

    private func prepare(_ connection: AMQPConnection) throws {
        lastTag = 0
        unacknowledged = 0
        try connection.openChannel(EventQueue.deliveryChannel)
        try connection.openChannel(EventQueue.bindChannel)
        if try !queue.isThere(over: connection) {
            if hasQueue { loss = loss ?? "the queue was lost" }
            queue = EventQueue(consumer.link.settings, isDurable: needsDurableQueue)
            bindings.forgetBroker()
            do {
                try queue.declare(over: connection)
            } catch {
                // Newer brokers can be told to refuse what is kept in memory only; they name the feature.
                needsDurableQueue = needsDurableQueue || "\(error)".contains("transient_nonexcl_queues")
                throw error
            }
            hasQueue = true
        }
        try connection.limitDeliveries(Self.prefetch, on: EventQueue.deliveryChannel)
        try connection.consume(queue.name, tag: Self.eventsTag, on: EventQueue.deliveryChannel)
        try connection.consume(queue.droppedName, tag: Self.droppedTag, on: EventQueue.deliveryChannel)
        bindings.restart()
    }

    // MARK: - Working

    private func serve(_ connection: AMQPConnection) throws {
        downSince = nil
        defer {
            downSince = .now
            consumer.counters.withLock { $0.boundTopics = 0 }
        }
        while true {
            take()
            try bindings.send(for: queue, over: connection)
            if bindings.isRestored, let reason = loss, consumer.tellLostContinuity(reason) { loss = nil }
            while let incoming = try connection.next() { try handle(incoming, over: connection) }
            try acknowledge(over: connection)
            if consumer.link.mailbox.isClosed {
                try queue.delete(over: connection)
                return
            }
            if bindings.hasMoreToSend { continue }
            let limit = loss == nil ? connection.longestSilence : .milliseconds(100)
            _ = consumer.link.mailbox.wait(for: limit, orReadable: connection.descriptor)
        }
    }

    private func take() {
        for command in consumer.link.mailbox.take() {
            switch command {
            case .bind(let topics, let continuation): bindings.want(topics, continuation)
            case .unbind(let topics): bindings.drop(topics)
            }
        }
    }

    private func handle(_ incoming: AMQPIncoming, over connection: AMQPConnection) throws {
        switch incoming {
        case .delivery(let delivery):
            lastTag = delivery.tag
            unacknowledged += 1
            if delivery.consumerTag == Self.droppedTag {
                loss = "the queue overflowed"
            } else {
                receive(delivery)
            }
            if unacknowledged >= Self.acknowledgeEvery { try acknowledge(over: connection) }
        case .queueAnswer:
            bindings.confirmed()
            consumer.counters.withLock { $0.boundTopics = bindings.count }
        case .cancelled:
            throw MessagingError(.unavailable, "the broker ended the consumer")
        case .confirmation, .other:
            break
        }
    }

    private func receive(_ delivery: AMQPDelivery) {
        guard let event = EventMessage.decode(delivery) else {
            consumer.link.logger.debug("Skipped a foreign event", metadata: ["topic": "\(delivery.routingKey)"])
            return
        }
        let judgement = order.judge(
            event.id,
            publisher: delivery.headers.int("publisher"),
            sequence: delivery.headers.int("sequence")
        )
        switch judgement {
        case .repeat:
            consumer.counters.withLock { $0.duplicates += 1 }
            return
        case .late:
            loss = "an event came after later ones"
        case .first:
            break
        }
        if !consumer.deliver(event) { loss = "no receiver was attached" }
    }

    private func acknowledge(over connection: AMQPConnection) throws {
        guard unacknowledged > 0 else { return }
        try connection.acknowledge(lastTag, multiple: true, on: EventQueue.deliveryChannel)
        unacknowledged = 0
    }

    // MARK: - Between connections

    private func rest() -> Bool {
        take()
        if let downSince, ContinuousClock.now - downSince > Self.bindPatience, bindings.release() {
            loss = "topics were bound while the broker was away"
        }
        return false
    }
}
