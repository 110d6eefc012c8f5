import Foundation
import NIOCore
import StoatModels
import StoatStorage
import Synchronization
import TestSupport
import Testing

@testable import StoatMessaging

@Suite("RabbitMQ task queue", .tags(.messaging, .live), .timeLimit(.minutes(3)))
struct RabbitQueueTests {
    /// A queue behind a proxy.
    static func withQueue(
        store: (any DocumentStore)? = nil,
        _ body: (RabbitQueue, TCPProxy) async throws -> Void
    ) async throws {
        let broker = try await RabbitServer.shared()
        let proxy = try TCPProxy(to: broker.port)
        var settings = broker.settings
        settings.port = proxy.port
        settings.taskTimeout = .seconds(3)
        let queue = try RabbitQueue(settings, store: store, logger: .quiet)
        try await queue.start()
        try await finally({ try await body($0, proxy) }, queue, { await $0.shutdown() })
    }

    @Test("hands out again what a lost connection left unfinished, without running it twice here")
    func redelivery() async throws {
        try await Self.withQueue { queue, proxy in
            let name = TaskQueueTests.fresh()
            let runs = Mutex<[Int64: Int]>([:])
            let gate = Mutex(false)
            for number in 0..<6 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
            try await TaskQueueTests.consuming(queue, name, concurrency: 3) { task in
                let number = try task.body.integer("number")
                runs.withLock { $0[number, default: 0] += 1 }
                try await eventually("the gate is open") { gate.withLock { $0 } }
            } _: {
                try await eventually("three run") { runs.withLock { $0.count } == 3 }
                proxy.set(.closed)
                try await eventually("the loss is noticed") { !queue.isConnected }
                proxy.set(.open)
                try await eventually("it is back") { queue.isConnected }
                gate.withLock { $0 = true }
                try await eventually("nothing is left") {
                    try await queue.depth(of: name) == .init(waiting: 0, dead: 0) && runs.withLock { $0.count } == 6
                }
            }
            #expect(runs.withLock { $0.values.allSatisfy { $0 == 1 } })
        }
    }

    @Test("gives the tasks of a consumer that died to another")
    func crash() async throws {
        try await Self.withQueue { queue, _ in
            try await Self.withQueue { dying, proxy in
                let name = TaskQueueTests.fresh()
                let begun = Mutex(0)
                try await queue.enqueue(QueuedTask(name, ["number": 1]))
                let consumer = Task {
                    try await dying.consume(name, concurrency: 1) { _ in
                        begun.withLock { $0 += 1 }
                        try await Task.sleep(for: .seconds(3600))
                    }
                }
                try await eventually("it runs") { begun.withLock { $0 } == 1 }
                proxy.set(.closed)
                let done = Mutex(0)
                try await TaskQueueTests.consuming(queue, name) { _ in
                    done.withLock { $0 += 1 }
                } _: {
                    try await eventually("the other does it") { done.withLock { $0 } == 1 }
                }
                // Its handler never ends; the task is left behind with the test.
                consumer.cancel()
            }
        }
    }

    @Test("keeps tasks in the outbox while the broker is away, and forwards them when it is back")
    func outbox() async throws {
        try await StoreEngine.sqlite.withStore([]) { store in
            try await Self.withQueue(store: store) { queue, proxy in
                let name = TaskQueueTests.fresh()
                let seen = Mutex<[Int64]>([])
                try await queue.enqueue(QueuedTask(name, ["number": 0]))
                proxy.set(.silent)
                try await queue.enqueue(QueuedTask(name, ["number": 1]))
                proxy.set(.closed)
                try await eventually("the loss is noticed") { !queue.isConnected }
                for number in 2..<10 { try await queue.enqueue(QueuedTask(name, ["number": .int(Int64(number))])) }
                #expect(try await store.count(TaskOutbox.collection, where: .all) == 9)
                proxy.set(.open)
                try await TaskQueueTests.consuming(queue, name) { task in
                    let number = try task.body.integer("number")
                    seen.withLock { $0.append(number) }
                } _: {
                    try await eventually("all are done") { Set(seen.withLock { $0 }) == Set(0..<10) }
                    try await eventually("the outbox is empty") {
                        try await store.count(TaskOutbox.collection, where: .all) == 0
                    }
                }
            }
        }
    }

    @Test("refuses a task that nobody can keep")
    func withoutOutbox() async throws {
        try await Self.withQueue { queue, proxy in
            proxy.set(.closed)
            try await eventually("the loss is noticed") { !queue.isConnected }
            let error = await #expect(throws: MessagingError.self) {
                try await queue.enqueue(QueuedTask(TaskQueueTests.fresh(), [:]))
            }
            #expect(error?.isRetriable == true)
        }
    }

    @Test("publishes what upstream's consumers read: JSON body, persistent, with the documented routing")
    func upstreamForm() async throws {
        let settings = try await RabbitServer.lend()
        try await Self.withQueue { queue, _ in
            let name = TaskQueueTests.fresh()
            try await queue.enqueue(QueuedTask(name, ["user_id": "01A", "channel_id": nil]))
            let connection = try AMQPConnection(settings, name: "test")
            try connection.openChannel(1)
            // The same declaration as upstream's: the broker would refuse another one.
            try connection.declareQueue(AMQPQueueDeclaration(name: name.name, isDurable: true), on: 1)
            try connection.consume(name.name, tag: "t", on: 1)
            let got = Mutex<AMQPDelivery?>(nil)
            try await eventually("the message arrives") {
                if case .delivery(let delivery)? = try connection.next() { got.withLock { $0 = delivery } }
                return got.withLock { $0 != nil }
            }
            let delivery = try #require(got.withLock { $0 })
            #expect(String(buffer: delivery.body) == #"{"user_id":"01A","channel_id":null}"#)
            #expect(delivery.routingKey == name.routingKey)
            #expect(delivery.headers == AMQPTable())
        }
    }

    @Test("takes what others publish, and buries what cannot be read")
    func foreignMessages() async throws {
        let settings = try await RabbitServer.lend()
        try await Self.withQueue { queue, _ in
            let name = TaskQueueTests.fresh()
            #expect(try await queue.depth(of: name) == .init(waiting: 0, dead: 0))
            let connection = try AMQPConnection(settings, name: "test")
            try connection.openChannel(1)
            for body in ["{\"a\":1}", "not JSON", "[]", "{\"a\":2}"] {
                try connection.publish(
                    AMQPMessage(
                        exchange: name.exchange.name,
                        routingKey: name.routingKey,
                        isPersistent: true,
                        body: ByteBuffer(string: body)
                    ),
                    on: 1
                )
            }
            let seen = Mutex<Set<Int64>>([])
            try await TaskQueueTests.consuming(queue, name) { task in
                let number = try task.body.integer("a")
                seen.withLock { _ = $0.insert(number) }
            } _: {
                try await eventually("two are dead") { try await queue.depth(of: name) == .init(waiting: 0, dead: 2) }
                try await eventually("two are done") { seen.withLock { $0 } == [1, 2] }
            }
        }
    }

    @Test("uses a queue that exists with other arguments as it is")
    func otherArguments() async throws {
        let settings = try await RabbitServer.lend()
        let name = TaskQueueTests.fresh()
        let connection = try AMQPConnection(settings, name: "test")
        try connection.openChannel(1)
        try connection.declareQueue(
            AMQPQueueDeclaration(name: name.name, isDurable: true, arguments: ["x-max-length": .int(1000)]),
            on: 1
        )
        try await Self.withQueue { queue, _ in
            let done = Mutex(0)
            try await queue.enqueue(QueuedTask(name, ["number": 1]))
            try await TaskQueueTests.consuming(queue, name) { _ in
                done.withLock { $0 += 1 }
            } _: {
                try await eventually("it is done") { done.withLock { $0 } == 1 }
            }
        }
    }
}
