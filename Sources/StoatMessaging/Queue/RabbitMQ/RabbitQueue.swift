public import Logging
internal import StoatModels
public import StoatStorage
internal import Synchronization

/// The task queue between processes, over RabbitMQ: persistent messages, confirms, manual acknowledgement, retries and
/// dead letters.
///
/// While the broker is away, tasks go to an outbox in the document store, if there is one, and from there to the broker
/// when it is back: an accepted task is not lost.
public final class RabbitQueue: TaskQueue {
    private let settings: RabbitSettings
    private let publisher: RabbitPublisher
    private let consumer: TaskConsumer
    private let outbox: TaskOutbox?
    private let logger: Logger
    private let running = RunningTasks()
    private let forwarder = Mutex<Task<Void, Never>?>(nil)
    private let hasSpilled = Atomic(true)

    /// How often the outbox is looked at although this process has put nothing there: for what others left.
    private static let outboxInterval: Duration = .seconds(60)

    /// A queue over the broker of these settings; nothing happens before ``start()``.
    ///
    /// - Parameter store: keeps tasks while the broker is away; without one they are refused then.
    public init(_ settings: RabbitSettings, store: (any DocumentStore)?, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        self.publisher = try RabbitPublisher(settings, role: "tasks-out", exchanges: [], logger: logger)
        self.consumer = try TaskConsumer(settings, logger: logger)
        self.outbox = store.map { TaskOutbox(store: $0) }
    }

    /// Connects, and creates the outbox where it is missing.
    ///
    /// - Throws: ``MessagingError`` `.unauthorized`, `.unavailable` or `.failed` with a sentence for the operator; once
    ///   connected, later losses are repaired in the background.
    public func start() async throws {
        try await outbox?.store.ensure([TaskOutbox.collection])
        try await publisher.start()
        if let outbox { forwarder.withLock { $0 = Task { await self.forward(outbox) } } }
    }

    /// Whether the publishing connection stands.
    public var isConnected: Bool { publisher.link.isUp }

    /// Publishes the task and waits for the broker's confirmation.
    ///
    /// With an outbox, a task that the broker cannot take now is stored there and forwarded later.
    public func enqueue(_ task: QueuedTask) async throws {
        let id = ULID()
        do {
            guard outbox == nil || publisher.link.isUp else {
                throw MessagingError(.unavailable, "RabbitMQ is not connected")
            }
            try await publish(task, id: id)
        } catch let error as MessagingError where error.isRetriable {
            guard let outbox else { throw error }
            try await outbox.add(task, id: id)
            hasSpilled.store(true, ordering: .releasing)
        }
    }

    private func publish(_ task: QueuedTask, id: ULID) async throws {
        try await publisher.publishConfirmed(
            TaskMessage.encode(task, id: id),
            topology: .queue(task.queue),
            within: settings.taskTimeout
        )
    }

    /// Carries tasks from the outbox to the broker until cancelled.
    private func forward(_ outbox: TaskOutbox) async {
        var lastLook = ContinuousClock.now
        while !Task.isCancelled {
            // Cancelled while waiting: the loop ends.
            try? await Task.sleep(for: .milliseconds(500))
            guard publisher.link.isUp else { continue }
            let isDue = hasSpilled.exchange(false, ordering: .acquiring) || .now - lastLook > Self.outboxInterval
            guard isDue else { continue }
            lastLook = .now
            do {
                while !Task.isCancelled, let (id, task) = try await outbox.take(at: .now) {
                    do { try await publish(task, id: id) } catch {
                        // Free for the next try at once; should this fail too, its turn runs out.
                        try? await outbox.giveBack(id)
                        throw error
                    }
                    try await outbox.remove(id)
                }
            } catch {
                hasSpilled.store(true, ordering: .releasing)
                logger.warning("Waiting tasks cannot be forwarded yet", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Works off a queue; at most `concurrency` handlers run, also across reconnects.
    public func consume(
        _ queue: QueueName,
        concurrency: Int,
        handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async throws {
        let (deliveries, sink) = AsyncStream.makeStream(of: TaskConsumer.Delivery.self)
        // Slots apart from the broker's limit: after a reconnect it hands out more while old handlers still run.
        let (slots, slot) = AsyncStream.makeStream(of: Void.self)
        for _ in 0..<max(1, concurrency) { slot.yield() }
        let registration = try consumer.open(queue, limit: max(1, concurrency), sink: sink)
        defer { consumer.close(registration) }
        await withDiscardingTaskGroup { group in
            var free = slots.makeAsyncIterator()
            for await delivery in deliveries {
                switch running.begin(delivery) {
                case .joins: continue
                case .isDone:
                    consumer.settle(delivery, requeue: false)
                    continue
                case .run: break
                }
                guard await free.next() != nil else {
                    for delivery in running.end(delivery, hasSucceeded: false) {
                        consumer.settle(delivery, requeue: true)
                    }
                    break
                }
                group.addTask {
                    await self.work(delivery, from: queue, handler)
                    slot.yield()
                }
            }
        }
    }

    private func work(
        _ delivery: TaskConsumer.Delivery,
        from queue: QueueName,
        _ handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async {
        let attempt = TaskMessage.attempt(of: delivery.message)
        let failure = await run(delivery.message, { QueuedTask(queue, $0, attempt: attempt) }, handler)
        guard let failure else {
            for delivery in running.end(delivery, hasSucceeded: true) { consumer.settle(delivery, requeue: false) }
            return
        }
        let metadata: Logger.Metadata = [
            "queue": "\(queue.name)", "id": "\(delivery.message.messageID ?? "")", "error": "\(failure.words)",
        ]
        let next: TaskTopology
        if failure.isFinal || attempt >= queue.maxAttempts {
            logger.error("Task failed for the last time", metadata: metadata)
            next = .dead(queue)
        } else {
            logger.debug("Task failed and is tried again later", metadata: metadata)
            next = .retry(queue, milliseconds: queue.backOff.delay(after: attempt).wholeMilliseconds)
        }
        var isMoved = true
        do {
            try await publisher.publishConfirmed(
                TaskMessage.again(delivery.message, to: next, because: failure.words),
                topology: next,
                within: settings.taskTimeout
            )
        } catch {
            // The broker still has the task and hands it out again, after a moment.
            isMoved = false
            try? await Task.sleep(for: .seconds(1))
        }
        for delivery in running.end(delivery, hasSucceeded: isMoved) { consumer.settle(delivery, requeue: !isMoved) }
    }

    private struct Failure {
        let words: String
        /// Whether another attempt is pointless.
        let isFinal: Bool
    }

    /// Runs the handler once; answers why it failed, or `nil`.
    private func run(
        _ message: AMQPDelivery,
        _ task: (Object) -> QueuedTask,
        _ handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async -> Failure? {
        let body: Object
        do {
            body = try TaskMessage.body(of: message)
        } catch {
            return Failure(words: "unreadable: \(error)", isFinal: true)
        }
        let queued = task(body)
        do {
            // A task of its own, so that cancelling the consumer lets running handlers finish; it is awaited here.
            try await Task { try await handler(queued) }.value
            return nil
        } catch {
            return Failure(words: "\(error)", isFinal: false)
        }
    }

    /// How many messages wait, those between attempts included, and how many are dead letters.
    ///
    /// Declares the queues it counts.
    public func depth(of queue: QueueName) async throws -> QueueDepth {
        let delays = Set((1..<max(2, queue.maxAttempts)).map { queue.backOff.delay(after: $0).wholeMilliseconds })
        return try await publisher.call { connection in
            func count(_ topology: TaskTopology) throws -> Int {
                try topology.declare(over: connection, on: PublisherLoop.callChannel)
                return try connection.inspectQueue(topology.queueName, on: PublisherLoop.callChannel)
            }
            var waiting = try count(.queue(queue))
            for delay in delays { waiting += try count(.retry(queue, milliseconds: delay)) }
            return QueueDepth(waiting: waiting, dead: try count(.dead(queue)))
        }
    }

    /// How many tasks wait in the outbox for the broker, those of other processes included.
    public func outboxDepth() async throws -> Int { try await outbox?.depth() ?? 0 }

    /// Answers when the broker does; for readiness checks.
    public func ping() async throws { try await publisher.ping() }

    /// Stops forwarding, then closes the consumer and the publisher, each within 5 s.
    public func shutdown() async {
        let task = forwarder.withLock { $0 }
        task?.cancel()
        await task?.value
        await consumer.link.shutdown(within: .seconds(5))
        await publisher.shutdown(within: .seconds(5))
    }
}
