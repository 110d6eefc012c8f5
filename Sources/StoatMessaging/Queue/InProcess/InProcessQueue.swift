public import Logging
public import StoatModels
public import StoatStorage

/// The task queue of a process that holds all services: a table in the document store.
///
/// A task is on disk once ``enqueue(_:)`` returns. The consumer of the same process gets it from memory at once: a task
/// that succeeds costs one insert and one delete. Tasks left over by a crash, retries, and what exceeds the memory share
/// are read from the table. Only one process may use the table at a time.
public final class InProcessQueue: TaskQueue {
    private let table: TaskTable
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    private let lanes = TaskLanes()

    /// A queue over `store`.
    ///
    /// Call ``start()`` before the first use.
    public init(store: any DocumentStore, logger: Logger, clock: @escaping @Sendable () -> Timestamp = { .now }) {
        self.table = TaskTable(store: store)
        self.logger = logger
        self.clock = clock
    }

    /// Creates the table where it is missing.
    public func start() async throws { try await table.store.ensure([TaskTable.collection]) }

    /// Inserts the task into the table, then offers it to this process's consumer.
    ///
    /// - Throws: ``MessagingError`` `.closed` after the shutdown; the store's error when the insert failed.
    public func enqueue(_ task: QueuedTask) async throws {
        let id = ULID(at: clock())
        try lanes.announce(id, in: task.queue)
        do {
            try await table.insert(id, task, due: clock())
        } catch {
            // The write may have happened all the same: let the table decide.
            lanes.forget(id, of: task.queue, leavingWork: true)
            throw error
        }
        lanes.offer(TaskLane.Ready(id: id, attempt: 1, body: task.body), to: task.queue)
    }

    /// Works off a queue, from memory first and from the table when memory is empty.
    public func consume(
        _ queue: QueueName,
        concurrency: Int,
        handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async throws {
        let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let registration = try lanes.register(waker, for: queue)
        defer { lanes.unregister(registration, of: queue) }
        let slots = TaskSlots(concurrency)
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                while slots.free > 0 {
                    guard let task = lanes.take(from: queue) else {
                        guard lanes.beginScan(of: queue) else { break }
                        if let next = await refill(queue, slots.free), lanes.arm(next, of: queue) {
                            group.addTask { await self.wait(until: next, for: queue) }
                        }
                        continue
                    }
                    slots.occupy()
                    group.addTask {
                        await self.work(task, from: queue, handler)
                        slots.vacate()
                        waker.yield()
                    }
                }
            }
        }
    }

    private func wait(until moment: Timestamp, for queue: QueueName) async {
        // A cancelled sleep belongs to a consumer that is ending.
        try? await Task.sleep(for: max(moment.since(clock()), .milliseconds(1)))
        lanes.ring(moment, of: queue)
    }

    /// Moves due tasks from the table to memory.
    ///
    /// Answers when to look again, if something is due later.
    private func refill(_ queue: QueueName, _ room: Int) async -> Timestamp? {
        let limit = room + 1
        do {
            let rows = try await table.earliest(limit, of: queue, except: lanes.known(of: queue))
            let now = clock()
            let due = lanes.claim(rows.filter { $0.due <= now }.map(\.id), of: queue)
            let begun = rows.filter { due.contains($0.id) }
            do {
                try await table.begin(begun.map(\.id))
            } catch {
                for row in begun { lanes.forget(row.id, of: queue, leavingWork: true) }
                throw error
            }
            for row in begun {
                lanes.offer(TaskLane.Ready(id: row.id, attempt: row.attempts + 1, body: row.body), to: queue)
            }
            if rows.count == limit, let last = rows.last, last.due <= now { lanes.wake(queue) }
            return rows.first { $0.due > now }?.due
        } catch {
            logger.warning("Task table cannot be read", metadata: ["queue": "\(queue.name)", "error": "\(error)"])
            return clock().advanced(by: .seconds(1))
        }
    }

    private func work(
        _ ready: TaskLane.Ready,
        from queue: QueueName,
        _ handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async {
        guard let failure = await run(ready, from: queue, handler) else {
            return await settle(ready, of: queue) { try await self.table.remove(ready.id) }
        }
        let metadata: Logger.Metadata = ["queue": "\(queue.name)", "id": "\(ready.id)", "error": "\(failure)"]
        if ready.attempt >= queue.maxAttempts {
            logger.error("Task failed for the last time", metadata: metadata)
            await settle(ready, of: queue) {
                try await self.table.bury(ready.id, attempts: ready.attempt, at: self.clock(), because: failure)
            }
        } else {
            logger.debug("Task failed and is tried again later", metadata: metadata)
            await settle(ready, of: queue) {
                let due = self.clock().advanced(by: queue.backOff.delay(after: ready.attempt))
                try await self.table.postpone(ready.id, attempts: ready.attempt, until: due, because: failure)
            }
            lanes.wake(queue)
        }
    }

    /// Runs the handler once; answers why it failed, or `nil`.
    private func run(
        _ ready: TaskLane.Ready,
        from queue: QueueName,
        _ handler: @escaping @Sendable (QueuedTask) async throws -> Void
    ) async -> String? {
        guard ready.attempt <= queue.maxAttempts else { return "the process ended during the last attempt" }
        do {
            // A task of its own, so that cancelling the consumer lets running handlers finish; it is awaited here.
            try await Task { try await handler(QueuedTask(queue, ready.body, attempt: ready.attempt)) }.value
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Writes the outcome of a task.
    ///
    /// While the store is away the task stays known, so that it does not run again here.
    private func settle(
        _ ready: TaskLane.Ready,
        of queue: QueueName,
        _ write: @escaping @Sendable () async throws -> Void
    ) async {
        let backOff = BackOff(first: .milliseconds(100), limit: .seconds(5))
        for failures in 1... {
            do {
                // A task of its own: the store refuses the work of a cancelled one.
                try await Task { try await write() }.value
                break
            } catch {
                logger.warning(
                    "Outcome of a task cannot be stored",
                    metadata: ["queue": "\(queue.name)", "id": "\(ready.id)", "error": "\(error)"]
                )
                // Cancelled while waiting: the task stays in the table and runs again after the restart.
                guard !lanes.isClosed, (try? await Task.sleep(for: backOff.delay(after: failures))) != nil else {
                    break
                }
            }
        }
        lanes.forget(ready.id, of: queue, leavingWork: false)
    }

    /// How many tasks of the queue the table holds.
    public func depth(of queue: QueueName) async throws -> QueueDepth { try await table.depth(of: queue) }

    /// Ends every consumer and refuses new tasks; what is left stays in the table.
    public func shutdown() async { lanes.close() }
}
