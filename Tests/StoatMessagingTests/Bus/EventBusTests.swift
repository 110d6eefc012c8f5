import Foundation
import StoatMessaging
import StoatModels
import TestSupport
import Testing

@Suite("Event bus", .tags(.messaging, .live), .timeLimit(.minutes(4)))
struct EventBusTests {
    @Test("delivers what one publisher sends in order", arguments: Backend.allCases)
    func order(backend: Backend) async throws {
        try await backend.withBus { bus in
            let server = ServerID.fresh
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind([.server(server)])
            for number in 0..<2000 { try bus.publish([.numbered(number, to: .server(server))]) }
            try await recorder.wait(for: 2000)
            #expect(recorder.numbers() == Array(0..<2000))
            #expect(recorder.losses == 0)
        }
    }

    @Test("keeps the order of each of many publishers", arguments: Backend.allCases)
    func concurrentPublishers(backend: Backend) async throws {
        try await backend.withBus { bus in
            let server = ServerID.fresh
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind([.server(server)])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for author in 0..<8 {
                    group.addTask {
                        for number in 0..<250 {
                            try bus.publish([.numbered(number, to: .server(server), by: "\(author)")])
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await recorder.wait(for: 2000)
            for author in 0..<8 { #expect(recorder.numbers(by: "\(author)") == Array(0..<250)) }
        }
    }

    @Test("delivers one copy however many topics match", arguments: Backend.allCases)
    func oneCopy(backend: Backend) async throws {
        try await backend.withBus { bus in
            let user = UserID.new()
            let servers = (0..<50).map { _ in ServerID.fresh }
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind([.user(user), .watchers(user)] + servers.map(Topic.server))
            try bus.publish([.numbered(1, to: .userUpdate(user, servers: servers, isPresence: true))])
            try bus.publish([.numbered(2, to: .users([user]))])
            try await recorder.wait(for: 2)
            #expect(recorder.numbers() == [1, 2])
        }
    }

    @Test(
        "delivers nothing of topics that are not bound, and nothing after they are unbound",
        arguments: Backend.allCases
    )
    func binding(backend: Backend) async throws {
        try await backend.withBus { bus in
            let (first, second, last) = (ServerID.fresh, ServerID.fresh, ServerID.fresh)
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind([.server(first)])
            try bus.publish([.numbered(1, to: .server(second)), .numbered(2, to: .server(first))])
            try await recorder.wait(for: 1)
            try await bus.bind([.server(second)])
            try bus.publish([.numbered(3, to: .server(second))])
            try await recorder.wait(for: 2)
            bus.unbind([.server(first)])
            // A later bind is effective after the earlier unbind.
            try await bus.bind([.server(last)])
            try bus.publish([.numbered(4, to: .server(first)), .numbered(5, to: .server(last))])
            try await recorder.wait(for: 3)
            #expect(recorder.numbers() == [2, 3, 5])
        }
    }

    @Test("receives everything that is published after bind has returned", arguments: Backend.allCases)
    func bindIsEffective(backend: Backend) async throws {
        try await backend.withBus { bus in
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let server = ServerID.fresh
                        try await bus.bind([.server(server)])
                        try bus.publish([.numbered(number, to: .server(server))])
                    }
                }
                try await group.waitForAll()
            }
            try await recorder.wait(for: 100)
            #expect(Set(recorder.numbers()) == Set(0..<100))
        }
    }

    static let audiences: [Audience] = [
        .users(["01A", "01B"]),
        .server("01S"),
        .channel("01C", in: "01S"),
        .directChannel("01C", recipients: ["01A", "01B"]),
        .userUpdate("01A", servers: ["01S", "01T"], isPresence: true),
        .userUpdate("01A", servers: [], isPresence: false),
    ]

    @Test("carries id, kind, audience and wire object", arguments: Backend.allCases, audiences)
    func content(backend: Backend, audience: Audience) async throws {
        try await backend.withBus { bus in
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind([audience.topics[0]])
            let event = Event(.messageUpdate, ["id": "01M", "data": ["content": "größer ✓"]], to: audience)
            let odd = Event(body: ["type": "FutureKind", "x": 1], audience: audience, id: ULID())
            try bus.publish([event, odd])
            try await recorder.wait(for: 2)
            let received = recorder.events
            #expect(received.map(\.id) == [event.id, odd.id])
            #expect(received.map(\.kind) == [.messageUpdate, nil])
            #expect(received.map(\.audience) == [audience, audience])
            #expect(try received.map { try $0.body() } == [event.body, odd.body])
            #expect(received[0].json == JSONWriter.encode(event.body))
        }
    }

    @Test("splits an audience of very many users so that each user is reached once", arguments: Backend.allCases)
    func manyTopics(backend: Backend) async throws {
        try await backend.withBus { bus in
            let users = (0..<5000).map { UserID(rawValue: ULID().description + "\($0)") }
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind([.user(users[0]), .user(users[4999])])
            try bus.publish([.numbered(1, to: .users(users))])
            try await eventually("both users are reached") {
                let reached = recorder.events.flatMap { event -> [UserID] in
                    guard case .users(let users) = event.audience else { return [] }
                    return users
                }
                #expect(Set(reached).count == reached.count)
                return Set(reached).isSuperset(of: [users[0], users[4999]])
            }
        }
    }

    @Test("binds thousands of topics at once", arguments: Backend.allCases)
    func manyBindings(backend: Backend) async throws {
        try await backend.withBus { bus in
            let servers = (0..<5000).map { _ in ServerID.fresh }
            let recorder = EventRecorder()
            bus.attach(recorder)
            try await bus.bind(servers.map(Topic.server))
            try bus.publish(servers.enumerated().map { .numbered($0, to: .server($1)) })
            try await recorder.wait(for: 5000)
            #expect(recorder.numbers() == Array(0..<5000))
        }
    }

    @Test("answers a ping, and refuses work after its shutdown", arguments: Backend.allCases)
    func shutdown(backend: Backend) async throws {
        try await backend.withBus { bus in
            try await bus.ping()
            await bus.shutdown(within: .seconds(5))
            #expect(throws: MessagingError.self) { try bus.publish([.numbered(1, to: .server("01S"))]) }
            await #expect(throws: MessagingError.self) { try await bus.bind([.server("01S")]) }
            await #expect(throws: MessagingError.self) { try await bus.ping() }
        }
    }
}

@Suite("In-process event bus", .tags(.messaging))
struct InProcessBusTests {
    /// Publishes from inside a delivery.
    private final class Echo: EventReceiver {
        let recorder = EventRecorder()
        let bus: InProcessBus

        init(_ bus: InProcessBus) { self.bus = bus }

        func receive(_ event: DeliveredEvent) {
            recorder.receive(event)
            guard recorder.count < 10, let body = try? event.body(), let number = body.optionalInteger("number") else {
                return
            }
            try? bus.publish([.numbered(Int(number) + 1, to: event.audience)])
        }

        func lostContinuity() {}
    }

    @Test("delivers before publish returns")
    func isSynchronous() async throws {
        let bus = InProcessBus()
        let recorder = EventRecorder()
        bus.attach(recorder)
        try await bus.bind([.server("01S")])
        try bus.publish([.numbered(1, to: .server("01S"))])
        #expect(recorder.count == 1)
        #expect(bus.statistics.received == 1)
    }

    @Test("lets a receiver publish during a delivery")
    func reentrancy() async throws {
        let bus = InProcessBus()
        let echo = Echo(bus)
        bus.attach(echo)
        try await bus.bind([.server("01S")])
        try bus.publish([.numbered(0, to: .server("01S"))])
        #expect(echo.recorder.numbers() == Array(0..<10))
    }
}
