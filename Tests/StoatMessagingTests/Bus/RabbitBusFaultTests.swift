import Foundation
import StoatMessaging
import StoatModels
import TestSupport
import Testing

@Suite("RabbitMQ event bus under faults", .tags(.messaging, .live), .timeLimit(.minutes(3)))
struct RabbitBusFaultTests {
    /// A publisher and a gateway on one broker, each behind a proxy of its own.
    struct Pair {
        let publisher: RabbitBus
        let gateway: RabbitBus
        let publisherProxy: TCPProxy
        let gatewayProxy: TCPProxy
        let recorder = EventRecorder()
        let server = ServerID.fresh

        var topic: Topic { .server(server) }

        func publish(_ numbers: some Sequence<Int>) throws {
            for number in numbers { try publisher.publish([.numbered(number, to: .server(server))]) }
        }
    }

    static func withPair(
        _ adjust: (inout RabbitSettings) -> Void = { _ in },
        _ body: (Pair) async throws -> Void
    ) async throws {
        let broker = try await RabbitServer.shared()
        var settings = broker.settings
        adjust(&settings)
        let proxies = try (TCPProxy(to: broker.port), TCPProxy(to: broker.port))
        settings.port = proxies.0.port
        let publisher = try RabbitBus(settings, logger: .quiet)
        settings.port = proxies.1.port
        let gateway = try RabbitBus(settings, logger: .quiet)
        let pair = Pair(
            publisher: publisher,
            gateway: gateway,
            publisherProxy: proxies.0,
            gatewayProxy: proxies.1
        )
        try await finally(
            { pair in
                try await publisher.start()
                try await gateway.start()
                gateway.attach(pair.recorder)
                try await gateway.bind([pair.topic])
                try await body(pair)
            },
            pair,
            { _ in
                await publisher.shutdown(within: .seconds(1))
                await gateway.shutdown(within: .seconds(1))
            }
        )
    }

    @Test("buffers what is published while the broker is away, and sends it in order when it is back")
    func publisherCutOff() async throws {
        try await Self.withPair { pair in
            try pair.publish(0..<100)
            pair.publisherProxy.set(.closed)
            try await eventually("the loss is noticed") { !pair.publisher.statistics.isConnected }
            try pair.publish(100..<500)
            #expect(pair.publisher.statistics.bufferedEvents >= 400)
            pair.publisherProxy.set(.open)
            try await pair.recorder.wait(for: 500)
            #expect(pair.recorder.numbers() == Array(0..<500))
            #expect(pair.recorder.losses == 0)
            try await eventually("all are confirmed") { pair.publisher.statistics.bufferedEvents == 0 }
            #expect(pair.publisher.statistics.bufferedBytes == 0)
        }
    }

    @Test("sends unconfirmed events again and drops the repeats", arguments: 0..<3)
    func repeats(round: Int) async throws {
        try await Self.withPair { pair in
            let (all, cuts) = (6000, 4)
            for part in 0..<cuts {
                try pair.publish(part * all / cuts..<(part + 1) * all / cuts)
                pair.publisherProxy.set(.closed)
                try await eventually("the loss is noticed") { !pair.publisher.statistics.isConnected }
                pair.publisherProxy.set(.open)
            }
            try await pair.recorder.wait(for: all)
            try await eventually("all are confirmed") { pair.publisher.statistics.bufferedEvents == 0 }
            #expect(pair.recorder.numbers() == Array(0..<all))
            #expect(pair.recorder.losses == 0)
        }
    }

    @Test("misses nothing when the gateway comes back within the life of its queue", arguments: 0..<3)
    func gatewayCutOff(round: Int) async throws {
        try await Self.withPair { pair in
            try pair.publish(0..<3000)
            pair.gatewayProxy.set(.closed)
            try pair.publish(3000..<4000)
            try await eventually("the loss is noticed") { pair.gateway.statistics.disconnects > 0 }
            pair.gatewayProxy.set(.open)
            try pair.publish(4000..<5000)
            try await pair.recorder.wait(for: 5000)
            #expect(pair.recorder.numbers() == Array(0..<5000))
            #expect(pair.recorder.losses == 0)
        }
    }

    @Test("notices a silent network by heartbeats, on either side", .timeLimit(.minutes(3)))
    func silence() async throws {
        try await Self.withPair {
            $0.heartbeat = .seconds(1)
        } _: { pair in
            try pair.publish(0..<10)
            try await pair.recorder.wait(for: 10)
            pair.publisherProxy.set(.silent)
            pair.gatewayProxy.set(.silent)
            try pair.publish(10..<20)
            try await eventually("both notice") {
                pair.publisher.statistics.disconnects > 0 && pair.gateway.statistics.disconnects > 0
            }
            pair.publisherProxy.set(.open)
            pair.gatewayProxy.set(.open)
            try await pair.recorder.wait(for: 20)
            #expect(pair.recorder.numbers() == Array(0..<20))
            #expect(pair.recorder.losses == 0)
        }
    }

    @Test("tells of the loss when its queue has expired, and receives again")
    func expiredQueue() async throws {
        try await Self.withPair {
            $0.queueLifetime = .seconds(4)
        } _: { pair in
            try pair.publish(0..<10)
            try await pair.recorder.wait(for: 10)
            pair.gatewayProxy.set(.closed)
            try await eventually("the loss is noticed") { pair.gateway.statistics.disconnects > 0 }
            let gone = ContinuousClock.now + .seconds(6)
            try await eventually("the queue has expired") { ContinuousClock.now > gone }
            try pair.publish(10..<20)
            pair.gatewayProxy.set(.open)
            try await eventually("the loss is told") { pair.recorder.losses == 1 }
            try pair.publish(20..<30)
            try await eventually("events arrive again") { pair.recorder.numbers().last == 29 }
            #expect(pair.recorder.numbers() == Array(0..<10) + Array(20..<30))
        }
    }

    @Test("tells of the loss when its queue has overflowed")
    func overflow() async throws {
        try await Self.withPair {
            $0.queueLength = 50
        } _: { pair in
            pair.gatewayProxy.set(.closed)
            try await eventually("the loss is noticed") { pair.gateway.statistics.disconnects > 0 }
            try pair.publish(0..<200)
            try await eventually("all are confirmed") { pair.publisher.statistics.bufferedEvents == 0 }
            pair.gatewayProxy.set(.open)
            try await eventually("the loss is told") { pair.recorder.losses == 1 }
            try await eventually("the newest have arrived") { pair.recorder.numbers().last == 199 }
            #expect(pair.recorder.numbers() == Array(150..<200))
        }
    }

    @Test("answers a bind while the broker is away, and tells of the loss when it is back")
    func bindWhileAway() async throws {
        try await Self.withPair { pair in
            pair.gatewayProxy.set(.closed)
            try await eventually("the loss is noticed") { pair.gateway.statistics.disconnects > 0 }
            let other = ServerID.fresh
            try await pair.gateway.bind([.server(other)])
            #expect(pair.recorder.losses == 0)
            pair.gatewayProxy.set(.open)
            try await eventually("the loss is told") { pair.recorder.losses == 1 }
            try pair.publisher.publish([.numbered(1, to: .server(other)), .numbered(2, to: .server(pair.server))])
            try await pair.recorder.wait(for: 2)
        }
    }

    @Test("forgets topics unbound while the broker is away")
    func unbindWhileAway() async throws {
        try await Self.withPair { pair in
            let other = ServerID.fresh
            pair.gatewayProxy.set(.closed)
            try await eventually("the loss is noticed") { pair.gateway.statistics.disconnects > 0 }
            pair.gateway.unbind([pair.topic])
            try await pair.gateway.bind([.server(other)])
            pair.gatewayProxy.set(.open)
            // The loss is told once the broker routes what is wanted, and only that.
            try await eventually("the loss is told") { pair.recorder.losses == 1 }
            try pair.publisher.publish([.numbered(10, to: .server(other))])
            try pair.publish(20..<30)
            try pair.publisher.publish([.numbered(30, to: .server(other))])
            try await eventually("the bound ones arrive") { pair.recorder.numbers().last == 30 }
            #expect(pair.recorder.numbers() == [10, 30])
        }
    }

    @Test("refuses events beyond its buffer and keeps those within")
    func fullBuffer() async throws {
        try await Self.withPair {
            $0.bufferedEvents = 100
        } _: { pair in
            pair.publisherProxy.set(.closed)
            try await eventually("the loss is noticed") { !pair.publisher.statistics.isConnected }
            try pair.publish(0..<100)
            let error = #expect(throws: MessagingError.self) { try pair.publish(100..<101) }
            #expect(error?.code == .overloaded)
            #expect(pair.publisher.statistics.overflows == 1)
            pair.publisherProxy.set(.open)
            try await pair.recorder.wait(for: 100)
            #expect(pair.recorder.numbers() == Array(0..<100))
        }
    }

    @Test("sends what is buffered before it closes")
    func shutdownDrains() async throws {
        try await Self.withPair { pair in
            try pair.publish(0..<3000)
            await pair.publisher.shutdown(within: .seconds(10))
            #expect(pair.publisher.statistics.bufferedEvents == 0)
            try await pair.recorder.wait(for: 3000)
        }
    }

    @Test("names wrong credentials and an absent broker")
    func startErrors() async throws {
        var settings = try await RabbitServer.lend()
        settings.password = "wrong%20"
        let wrong = try RabbitBus(settings, logger: .quiet)
        let refused = await #expect(throws: MessagingError.self) { try await wrong.start() }
        #expect(refused?.code == .unauthorized)
        #expect(refused?.message.contains("wrong%20") == false)
        settings.port = try FreePort.next()
        let absent = try RabbitBus(settings, logger: .quiet)
        let missing = await #expect(throws: MessagingError.self) { try await absent.start() }
        #expect(missing?.code == .unavailable)
    }
}
