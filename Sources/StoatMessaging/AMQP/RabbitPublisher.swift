import Logging
import NIOCore
import Synchronization

/// Publishes with confirms: what was accepted is sent until the broker has confirmed it, across reconnects and in order.
final class RabbitPublisher: Sendable {
    /// A message with what belongs to it.
    struct Item: Sendable {
        var message: AMQPMessage
        /// Declared before the message is sent.
        var topology: TaskTopology?
        /// After this the message is given up; `nil`: never.
        var deadline: ContinuousClock.Instant?
        /// Told the outcome.
        var completion: (@Sendable (Result<Void, MessagingError>) -> Void)?
        /// Whether it gets headers with this publisher's number and its place among the messages of it.
        var isSequenced = false

        var size: Int { message.body.readableBytes + 256 }
    }

    enum Command: Sendable {
        case publish(Item)
        /// Work on the connection that waits for the broker's answer, on ``PublisherLoop/callChannel``; answers whether
        /// the broker closed that channel.
        case call(@Sendable (Result<AMQPConnection, MessagingError>) -> Bool)
    }

    struct Counters: Sendable {
        var confirmed = 0
        var resent = 0
        var overflows = 0
    }

    let link: RabbitLink<Command>
    /// Declared on every connection.
    let exchanges: [QueueName.Exchange]
    /// Tells this publisher's messages from those of others.
    let number = Int64.random(in: 1 ... .max)
    private let bufferedCount = Atomic(0)
    private let bufferedSize = Atomic(0)
    let counters = Mutex(Counters())

    init(
        _ settings: RabbitSettings,
        role: String,
        exchanges: [QueueName.Exchange],
        logger: Logger
    ) throws(MessagingError) {
        self.link = try RabbitLink(settings, role: role, logger: logger)
        self.exchanges = exchanges
    }

    /// Messages accepted and not yet confirmed.
    var bufferedEvents: Int { bufferedCount.load(ordering: .relaxed) }

    /// Bytes of those messages.
    var bufferedBytes: Int { bufferedSize.load(ordering: .relaxed) }

    /// Connects; a failure of the first attempt is thrown.
    func start() async throws {
        try await link.start {
            PublisherLoop(publisher: self).run()
        }
    }

    /// Accepts messages, all or none; never waits.
    ///
    /// - Throws: `.overloaded` when the buffer is full, `.closed` after the shutdown.
    func publish(_ items: [Item]) throws(MessagingError) {
        let size = items.reduce(0) { $0 + $1.size }
        let count = bufferedCount.add(items.count, ordering: .relaxed).newValue
        let total = bufferedSize.add(size, ordering: .relaxed).newValue
        do throws(MessagingError) {
            guard count <= link.settings.bufferedEvents, total <= link.settings.bufferedBytes else {
                counters.withLock { $0.overflows += 1 }
                throw MessagingError(.overloaded, "\(count - items.count) messages wait for RabbitMQ")
            }
            try link.mailbox.post(contentsOf: items.lazy.map(Command.publish))
        } catch {
            release(count: items.count, size: size)
            throw error
        }
    }

    /// Publishes one message and waits until the broker has it.
    func publishConfirmed(_ message: AMQPMessage, topology: TaskTopology, within limit: Duration) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let item = Item(
                message: message,
                topology: topology,
                deadline: .now + limit,
                completion: { continuation.resume(with: $0.mapError { $0 }) }
            )
            do {
                try publish([item])
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Runs a call on the connection's thread.
    func call<T: Sendable>(_ body: @escaping @Sendable (AMQPConnection) throws -> T) async throws -> T {
        guard link.isUp else { throw MessagingError(.unavailable, "RabbitMQ is not connected") }
        return try await withCheckedThrowingContinuation { continuation in
            let command = Command.call { connection in
                do {
                    continuation.resume(returning: try body(try connection.get()))
                    return false
                } catch {
                    continuation.resume(throwing: error)
                    return error is AMQPRefusal
                }
            }
            do {
                try link.mailbox.post(command)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Answers when the broker does.
    func ping() async throws {
        let exchange = QueueName.Exchange(name: "amq.direct", kind: "direct")
        try await call { try $0.declareExchange(exchange.name, kind: exchange.kind, on: PublisherLoop.callChannel) }
    }

    /// Frees room in the buffer.
    func release(count: Int, size: Int) {
        bufferedCount.subtract(count, ordering: .relaxed)
        bufferedSize.subtract(size, ordering: .relaxed)
    }

    /// Sends what is buffered, within the limit, and closes.
    func shutdown(within limit: Duration) async { await link.shutdown(within: limit) }
}
