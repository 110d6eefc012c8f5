import Foundation
import StoatMessaging
import StoatModels
import Synchronization
import TestSupport
import Testing

@Suite("Task queue", .tags(.messaging, .live), .timeLimit(.minutes(4)))
struct TaskQueueTests {
    struct Refused: Error {}

    /// A queue of its own, with short waits.
    static func fresh(attempts: Int = 3, exchange kind: String = "topic") -> QueueName {
        let name = "test.\(ULID())"
        return QueueName(
            name,
            routingKey: name + ".key",
            exchange: .init(name: "test.exchange.\(kind)", kind: kind),
            maxAttempts: attempts,
            backOff: BackOff(first: .milliseconds(30), limit: .milliseconds(100))
        )
    }

    /// Runs a consumer for the time of `body`.
    static func consuming(
        _ queue: any TaskQueue,
        _ name: QueueName,
        concurrency: Int = 4,
        handler: @escaping @Sendable (QueuedTask) async throws -> Void,
        _ body: () async throws -> Void
    ) async throws {
        let consumer = Task { try await queue.consume(name, concurrency: concurrency, handler: handler) }
        func end(_ consumer: Task<Void, any Error>) async {
            consumer.cancel()
            _ = await consumer.result
        }
        try await finally({ _ in try await body() }, consumer, end)
    }

    @Test("hands each task to a handler, with its body", arguments: Backend.allCases, ["topic", "direct"])
    func delivery(backend: Backend, kind: String) async throws {
        try await backend.withQueue { queue in
            let name = Self.fresh(exchange: kind)
            let seen = Mutex<[Int64]>([])
            for number in 0..<50 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
            try await Self.consuming(queue, name) { task in
                #expect(task.attempt == 1)
                let number = try task.body.integer("number")
                seen.withLock { $0.append(number) }
            } _: {
                try await eventually("the waiting ones are done") { seen.withLock { $0.count } == 50 }
                for number in 50..<100 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
                try await eventually("all are done") { seen.withLock { $0.count } >= 100 }
                try await eventually("nothing is left") {
                    try await queue.depth(of: name) == .init(waiting: 0, dead: 0)
                }
            }
            #expect(seen.withLock { $0.sorted() } == Array(0..<100))
        }
    }

    @Test("runs at most as many handlers at a time as asked", arguments: Backend.allCases)
    func concurrency(backend: Backend) async throws {
        try await backend.withQueue { queue in
            let name = Self.fresh()
            let figures = Mutex((now: 0, most: 0, done: 0))
            for number in 0..<30 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
            try await Self.consuming(queue, name, concurrency: 3) { _ in
                figures.withLock { figures in
                    figures.now += 1
                    figures.most = max(figures.most, figures.now)
                }
                try await Task.sleep(for: .milliseconds(5))
                figures.withLock { figures in
                    figures.now -= 1
                    figures.done += 1
                }
            } _: {
                try await eventually("all are done") { figures.withLock { $0.done } == 30 }
            }
            #expect(figures.withLock { $0.most } == 3)
        }
    }

    @Test("tries a failed task again, then keeps it as a dead letter", arguments: Backend.allCases)
    func retries(backend: Backend) async throws {
        try await backend.withQueue { queue in
            let name = Self.fresh(attempts: 3)
            let attempts = Mutex<[String: [Int]]>([:])
            try await Self.consuming(queue, name) { task in
                let kind = try task.body.string("kind")
                attempts.withLock { $0[kind, default: []].append(task.attempt) }
                if kind == "hopeless" || task.attempt < 2 { throw Refused() }
            } _: {
                try await queue.enqueue(QueuedTask(name, ["kind": "hopeless"]))
                try await queue.enqueue(QueuedTask(name, ["kind": "hopeful"]))
                try await eventually("one is dead") { try await queue.depth(of: name) == .init(waiting: 0, dead: 1) }
            }
            #expect(attempts.withLock { $0 } == ["hopeless": [1, 2, 3], "hopeful": [1, 2]])
        }
    }

    @Test("lets running handlers finish when the consumer is cancelled", arguments: Backend.allCases)
    func cancellation(backend: Backend) async throws {
        try await backend.withQueue { queue in
            let name = Self.fresh()
            let state = Mutex((begun: 0, finished: 0, cancelled: 0))
            try await queue.enqueue(QueuedTask(name, ["number": 1]))
            try await Self.consuming(queue, name) { _ in
                state.withLock { $0.begun += 1 }
                do { try await Task.sleep(for: .milliseconds(200)) } catch { state.withLock { $0.cancelled += 1 } }
                state.withLock { $0.finished += 1 }
            } _: {
                try await eventually("it has begun") { state.withLock { $0.begun } == 1 }
            }
            #expect(state.withLock { $0 } == (begun: 1, finished: 1, cancelled: 0))
            #expect(try await queue.depth(of: name).waiting == 0)
        }
    }

    @Test("keeps tasks whose consumer went away for the next one", arguments: Backend.allCases)
    func handOver(backend: Backend) async throws {
        try await backend.withQueue { queue in
            let name = Self.fresh()
            let seen = Mutex<Set<Int64>>([])
            for number in 0..<20 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
            for _ in 0..<4 {
                try await Self.consuming(queue, name, concurrency: 2) { task in
                    let number = try task.body.integer("number")
                    seen.withLock { _ = $0.insert(number) }
                } _: {
                    let before = seen.withLock { $0.count }
                    try await eventually("some are done") { seen.withLock { $0.count } > before || before == 20 }
                }
            }
            try await Self.consuming(queue, name) { task in
                let number = try task.body.integer("number")
                seen.withLock { _ = $0.insert(number) }
            } _: {
                try await eventually("all are done") { seen.withLock { $0.count } == 20 }
            }
            try await eventually("nothing is left") { try await queue.depth(of: name) == .init(waiting: 0, dead: 0) }
        }
    }

    @Test("refuses work after its shutdown", arguments: Backend.allCases)
    func shutdown(backend: Backend) async throws {
        try await backend.withQueue { queue in
            let name = Self.fresh()
            let consumer = Task { try await queue.consume(name, concurrency: 1) { _ in } }
            try await queue.enqueue(QueuedTask(name, ["number": 1]))
            try await eventually("it is done") { try await queue.depth(of: name).waiting == 0 }
            await queue.shutdown()
            _ = await consumer.result
            if backend == .inProcess {
                await #expect(throws: MessagingError.self) { try await queue.enqueue(QueuedTask(name, [:])) }
            }
        }
    }
}
