import DequeModule
import StoatModels
import Synchronization

/// What this process knows of one queue without asking the table.
struct TaskLane {
    /// A task that may run now.
    struct Ready: Sendable {
        let id: ULID
        /// The attempt that is about to begin, 1 for the first.
        let attempt: Int
        let body: Object
    }

    /// Tasks kept in memory beside the table; more are read back from it when these are done.
    static let memoryShare = 256

    var ready = Deque<Ready>()
    /// Tasks that are being written, ready or running: a row of theirs in the table is not to be run.
    var known: Set<ULID> = []
    /// Whether the table may hold due tasks that are not known; true at the start, for what a crash left.
    var hasBacklog = true
    /// When the earliest timer of a consumer will wake it to look at the table.
    var timer: Timestamp?
    var wakers: [Int: AsyncStream<Void>.Continuation] = [:]

    /// Has the consumers look at the table.
    mutating func wake() {
        hasBacklog = true
        for waker in wakers.values { waker.yield() }
    }
}

/// The lanes of all queues behind one lock, held for single dictionary operations only.
final class TaskLanes: Sendable {
    private struct State {
        var lanes: [QueueName: TaskLane] = [:]
        var nextRegistration = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Makes a task known before its row is written.
    func announce(_ id: ULID, in queue: QueueName) throws {
        try state.withLock { state throws(MessagingError) in
            guard !state.isClosed else { throw MessagingError(.closed, "the task queue is shut down") }
            state.lanes[queue, default: TaskLane()].known.insert(id)
        }
    }

    /// Makes a known task whose row is written ready to run, if a consumer is there and memory suffices.
    func offer(_ task: TaskLane.Ready, to queue: QueueName) {
        withLane(queue) { lane in
            if lane.wakers.isEmpty || lane.ready.count >= TaskLane.memoryShare {
                lane.known.remove(task.id)
                lane.hasBacklog = true
            } else {
                lane.ready.append(task)
            }
            for waker in lane.wakers.values { waker.yield() }
        }
    }

    /// The next task that may run, still known.
    func take(from queue: QueueName) -> TaskLane.Ready? { withLane(queue) { $0.ready.popFirst() } }

    /// Whether the table is to be read now; the caller must read it.
    func beginScan(of queue: QueueName) -> Bool {
        withLane(queue) { lane in
            defer { lane.hasBacklog = false }
            return lane.hasBacklog
        }
    }

    func known(of queue: QueueName) -> [ULID] { withLane(queue) { Array($0.known) } }

    /// Makes those of the tasks known that were not, and answers them.
    func claim(_ ids: [ULID], of queue: QueueName) -> Set<ULID> {
        withLane(queue) { lane in Set(ids.filter { lane.known.insert($0).inserted }) }
    }

    /// Ends what is known of a task; with `leavingWork` its row may be due.
    func forget(_ id: ULID, of queue: QueueName, leavingWork: Bool) {
        withLane(queue) { lane in
            lane.known.remove(id)
            if leavingWork { lane.hasBacklog = true }
        }
    }

    /// Wakes the consumers of a queue to look at the table.
    func wake(_ queue: QueueName) {
        withLane(queue) { $0.wake() }
    }

    /// Whether the caller must start a timer for this moment, because no earlier one runs.
    func arm(_ moment: Timestamp, of queue: QueueName) -> Bool {
        withLane(queue) { lane in
            if let timer = lane.timer, timer <= moment { return false }
            lane.timer = moment
            return true
        }
    }

    /// A timer has run out.
    func ring(_ moment: Timestamp, of queue: QueueName) {
        withLane(queue) { lane in
            if lane.timer == moment { lane.timer = nil }
            lane.wake()
        }
    }

    func register(_ waker: AsyncStream<Void>.Continuation, for queue: QueueName) throws -> Int {
        try state.withLock { state throws(MessagingError) in
            guard !state.isClosed else { throw MessagingError(.closed, "the task queue is shut down") }
            state.nextRegistration += 1
            state.lanes[queue, default: TaskLane()].wakers[state.nextRegistration] = waker
            waker.yield()
            return state.nextRegistration
        }
    }

    /// Removes a consumer.
    ///
    /// Ready tasks that no other consumer will take go back to the table's care.
    func unregister(_ registration: Int, of queue: QueueName) {
        withLane(queue) { lane in
            lane.wakers[registration] = nil
            // The timer may have been this consumer's.
            lane.timer = nil
            lane.wake()
            guard lane.wakers.isEmpty else { return }
            for task in lane.ready { lane.known.remove(task.id) }
            lane.ready = []
        }
    }

    /// Ends every consumer and refuses new work.
    func close() {
        let wakers = state.withLock { state in
            state.isClosed = true
            return state.lanes.values.flatMap(\.wakers.values)
        }
        for waker in wakers { waker.finish() }
    }

    private func withLane<T>(_ queue: QueueName, _ body: (inout sending TaskLane) -> sending T) -> sending T {
        state.withLock { state in body(&state.lanes[queue, default: TaskLane()]) }
    }
}

/// How many handlers of one consumer may still start.
///
/// Counted by one consumer loop, released by its handlers.
final class TaskSlots: Sendable {
    private let occupied = Atomic(0)
    private let total: Int

    init(_ total: Int) { self.total = max(1, total) }

    var free: Int { total - occupied.load(ordering: .acquiring) }

    func occupy() { occupied.add(1, ordering: .relaxed) }

    func vacate() { occupied.subtract(1, ordering: .releasing) }
}
