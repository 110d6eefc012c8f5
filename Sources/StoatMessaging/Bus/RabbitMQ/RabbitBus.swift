public import Logging
public import StoatModels
internal import Synchronization

/// The event bus between processes, over RabbitMQ.
///
/// Events go to one direct exchange and from there to a queue per gateway (``EventMessage``, ``EventConsumerLoop``). A
/// publisher keeps what the broker has not confirmed and sends it again after a reconnect; gateways drop repeats.
public final class RabbitBus: EventBus {
    private let publisher: RabbitPublisher
    private let consumer: EventConsumer
    private let exchange: QueueName.Exchange
    private let published = Atomic(0)

    /// A bus over the broker of these settings; nothing happens before ``start()``.
    public init(_ settings: RabbitSettings, logger: Logger) throws {
        self.exchange = EventQueue.exchange(settings)
        self.publisher = try RabbitPublisher(settings, role: "events-out", exchanges: [exchange], logger: logger)
        self.consumer = try EventConsumer(settings, logger: logger)
    }

    /// Connects the publishing side; the receiving side follows with the first receiver.
    ///
    /// - Throws: ``MessagingError`` `.unauthorized`, `.unavailable` or `.failed` with a sentence for the operator; once
    ///   connected, later losses are repaired in the background.
    public func start() async throws { try await publisher.start() }

    /// Counters since the start.
    public var statistics: BusStatistics {
        var statistics = BusStatistics(isConnected: publisher.link.isUp)
        statistics.published = published.load(ordering: .relaxed)
        statistics.bufferedEvents = publisher.bufferedEvents
        statistics.bufferedBytes = publisher.bufferedBytes
        statistics.disconnects = publisher.link.disconnects + consumer.link.disconnects
        let sent = publisher.counters.withLock { $0 }
        statistics.confirmed = sent.confirmed
        statistics.resent = sent.resent
        statistics.overflows = sent.overflows
        let got = consumer.counters.withLock { $0 }
        statistics.received = got.received
        statistics.duplicatesDropped = got.duplicates
        statistics.continuityLosses = got.continuityLosses
        statistics.boundTopics = got.boundTopics
        return statistics
    }

    /// Encodes the events and puts them in the publisher's buffer; its thread sends them.
    public func publish(_ events: [Event]) throws {
        var items: [RabbitPublisher.Item] = []
        items.reserveCapacity(events.count)
        for event in events {
            for message in try EventMessage.encode(event, exchange: exchange.name) {
                items.append(RabbitPublisher.Item(message: message, isSequenced: true))
            }
        }
        try publisher.publish(items)
        published.add(events.count, ordering: .relaxed)
    }

    /// Connects the gateway; `nil` disconnects it.
    public func attach(_ receiver: (any EventReceiver)?) { consumer.attach(receiver) }

    /// Starts to receive these topics; returns when the broker has bound them.
    public func bind(_ topics: [Topic]) async throws {
        for topic in topics { _ = try EventMessage.routingKey(of: topic) }
        try await consumer.bind(topics)
    }

    /// Stops receiving these topics without waiting for the broker.
    public func unbind(_ topics: [Topic]) { consumer.unbind(topics) }

    /// Returns when the broker answers on the publishing connection.
    public func ping() async throws { try await publisher.ping() }

    /// Sends what is buffered and closes both connections, each within `limit`.
    public func shutdown(within limit: Duration) async {
        async let consumed: Void = consumer.link.shutdown(within: limit)
        await publisher.shutdown(within: limit)
        await consumed
    }
}
