import StoatMessaging
import Synchronization

/// How much work waits in the task queues, counted when somebody asks for metrics, but not more often than once in a
/// while: counting costs the broker or the database a few queries.
final class QueueDepths: Sendable {
    /// What one count found; queues that could not be counted are missing.
    private struct Sample {
        var depths: [String: QueueDepth] = [:]
        var outbox: Int?
        var takenAt = ContinuousClock.now
    }

    private struct State {
        var sample: Sample?
        /// Those who wait for the count that runs; `nil` while none does.
        var waiting: [AsyncStream<Void>.Continuation]?
    }

    /// How long one who asks waits for a count; one that takes longer serves those who ask later.
    static let patience: Duration = .seconds(2)
    /// A figure older than this is not shown: better none than one that looks healthy.
    static let oldest: Duration = .seconds(60)

    private let queues: [QueueName]
    private let queue: any TaskQueue
    private let freshness: Duration
    private let state = Mutex(State())

    /// Depths of these queues, counted again when the last count is older than `freshness`.
    init(of queues: [QueueName], in queue: any TaskQueue, freshness: Duration = .seconds(5)) {
        self.queues = queues
        self.queue = queue
        self.freshness = freshness
    }

    /// Shows the figures to the operator.
    func register(in registry: MetricsRegistry) {
        registry.prepare { await self.refresh() }
        for queue in queues {
            registry.reading(
                "stoat_tasks_waiting",
                "Tasks that wait for their first or a later attempt.",
                labels: [("queue", queue.name)]
            ) { self.sample?.depths[queue.name].map { Double($0.waiting) } }
            registry.reading(
                "stoat_tasks_dead",
                "Tasks that failed for the last time.",
                labels: [("queue", queue.name)]
            ) { self.sample?.depths[queue.name].map { Double($0.dead) } }
        }
        guard queue is RabbitQueue else { return }
        registry.reading("stoat_tasks_outbox", "Tasks that wait in the database for the broker.") {
            self.sample?.outbox.map(Double.init)
        }
    }

    private var sample: Sample? {
        state.withLock { $0.sample.flatMap { .now - $0.takenAt > Self.oldest ? nil : $0 } }
    }

    /// Counts unless the last count is fresh; returns when that is done or ``patience`` is over.
    func refresh() async {
        let (results, result) = AsyncStream.makeStream(of: Void.self)
        let mustCount: Bool? = state.withLock { state in
            if let sample = state.sample, .now - sample.takenAt <= freshness { return nil }
            defer { state.waiting = (state.waiting ?? []) + [result] }
            return state.waiting == nil
        }
        guard let mustCount else { return }
        // A task of its own, so that a count outlives the one who asked; the drivers' time-outs end it.
        if mustCount { Task { await self.count() } }
        await withTaskGroup { group in
            group.addTask { for await _ in results {} }
            // Cancelled when the count is done first.
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
    }

    private func count() async {
        var sample = Sample()
        for name in queues {
            // Out of reach: its figure is left out.
            sample.depths[name.name] = try? await queue.depth(of: name)
        }
        // The same.
        if let queue = queue as? RabbitQueue { sample.outbox = try? await queue.outboxDepth() }
        sample.takenAt = .now
        let waiting = state.withLock { [sample] state in
            state.sample = sample
            defer { state.waiting = nil }
            return state.waiting ?? []
        }
        for one in waiting { one.finish() }
    }
}
