import Foundation
import StoatModels
import StoatStorage
import Synchronization
import TestSupport
import Testing

@testable import StoatMessaging

@Suite("In-process task queue", .tags(.messaging), .timeLimit(.minutes(3)))
struct InProcessQueueTests {
    static func queue(over store: any DocumentStore, at clock: @escaping @Sendable () -> Timestamp = { .now })
        async throws
        -> InProcessQueue
    {
        let queue = InProcessQueue(store: store, logger: .quiet, clock: clock)
        try await queue.start()
        return queue
    }

    /// Consumes like a process that never gets to the end of the handler.
    static func hang(_ queue: InProcessQueue, _ name: QueueName, _ attempts: LockedState<[Int]>) {
        Task {
            try await queue.consume(name, concurrency: 1) { task in
                attempts.with { $0.append(task.attempt) }
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }

    @Test("does after a restart what was left")
    func restart() async throws {
        try await StoreEngine.sqlite.withStore([]) { store in
            let name = TaskQueueTests.fresh()
            let first = try await Self.queue(over: store)
            for number in 0..<700 { try await first.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
            await first.shutdown()
            let second = try await Self.queue(over: store)
            let seen = Mutex<[Int64]>([])
            try await TaskQueueTests.consuming(second, name, concurrency: 8) { task in
                let number = try task.body.integer("number")
                seen.withLock { $0.append(number) }
            } _: {
                try await eventually("all are done") { seen.withLock { $0.count } == 700 }
                try await eventually("nothing is left") { try await second.depth(of: name).waiting == 0 }
            }
            #expect(seen.withLock { $0.sorted() } == Array(0..<700))
        }
    }

    @Test("counts attempts that ended with the process, and gives such a task up")
    func crashes() async throws {
        try await StoreEngine.sqlite.withStore([]) { store in
            let name = TaskQueueTests.fresh(attempts: 2)
            let enqueuer = try await Self.queue(over: store)
            try await enqueuer.enqueue(QueuedTask(name, ["number": 1]))
            let attempts = LockedState<[Int]>([])
            for round in 1...2 {
                Self.hang(try await Self.queue(over: store), name, attempts)
                try await eventually("it runs") { attempts.with { $0.count } == round }
            }
            let last = try await Self.queue(over: store)
            try await TaskQueueTests.consuming(last, name) { task in
                attempts.with { $0.append(task.attempt) }
            } _: {
                try await eventually("it is dead") { try await last.depth(of: name) == .init(waiting: 0, dead: 1) }
            }
            #expect(attempts.with { $0 } == [1, 2])
        }
    }

    @Test("works off far more tasks than it keeps in memory")
    func backlog() async throws {
        try await StoreEngine.sqlite.withStore([]) { store in
            let name = TaskQueueTests.fresh()
            let queue = try await Self.queue(over: store)
            let total = TaskLane.memoryShare * 3
            let done = Mutex(0)
            let gate = Mutex(false)
            try await TaskQueueTests.consuming(queue, name, concurrency: 4) { _ in
                try await eventually("the gate is open") { gate.withLock { $0 } }
                done.withLock { $0 += 1 }
            } _: {
                for number in 0..<total { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
                gate.withLock { $0 = true }
                try await eventually("all are done") { done.withLock { $0 } >= total }
                try await eventually("nothing is left") { try await queue.depth(of: name).waiting == 0 }
            }
            #expect(done.withLock { $0 } == total)
        }
    }

    @Test("writes a task that succeeds twice: when it comes and when it is done")
    func operations() async throws {
        try await StoreEngine.sqlite.withStore([]) { store in
            let counting = CountingStore(store)
            let name = TaskQueueTests.fresh()
            let queue = try await Self.queue(over: counting)
            let done = Mutex(0)
            try await TaskQueueTests.consuming(queue, name) { _ in
                done.withLock { $0 += 1 }
            } _: {
                try await eventually("the consumer has looked at the table") { counting.reads == 1 }
                for number in 0..<20 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
                try await eventually("all are done") { done.withLock { $0 } == 20 && counting.writes == 40 }
            }
            #expect(counting.reads == 1)
        }
    }
}

/// Counts operations of a store.
final class CountingStore: DocumentStore {
    private let store: any DocumentStore
    private let counts = Mutex((reads: 0, writes: 0))

    init(_ store: any DocumentStore) { self.store = store }

    var reads: Int { counts.withLock { $0.reads } }
    var writes: Int { counts.withLock { $0.writes } }

    func find(_ queries: [Query]) async throws -> [[Object]] {
        counts.withLock { $0.reads += 1 }
        return try await store.find(queries)
    }

    func write(_ writes: [Write]) async throws -> WriteResult {
        counts.withLock { $0.writes += 1 }
        return try await store.write(writes)
    }

    func findAndUpdate(
        _ collection: StoatStorage.Collection,
        where filter: Filter,
        _ update: Update,
        upsert: Bool,
        returning: ReturnedDocument
    ) async throws -> Object? {
        counts.withLock { $0.writes += 1 }
        return try await store.findAndUpdate(collection, where: filter, update, upsert: upsert, returning: returning)
    }

    func findAndDelete(_ collection: StoatStorage.Collection, where filter: Filter) async throws -> Object? {
        counts.withLock { $0.writes += 1 }
        return try await store.findAndDelete(collection, where: filter)
    }

    func count(_ collection: StoatStorage.Collection, where filter: Filter) async throws -> Int {
        try await store.count(collection, where: filter)
    }

    func ensure(_ collections: [StoatStorage.Collection]) async throws { try await store.ensure(collections) }
    func hasCollections() async throws -> Bool { try await store.hasCollections() }
    func ping() async throws { try await store.ping() }
    func close() async { await store.close() }
}
