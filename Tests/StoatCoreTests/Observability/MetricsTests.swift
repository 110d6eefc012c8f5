import NIOCore
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Metrics", .timeLimit(.minutes(3)))
struct MetricsTests {
    @Test("are rendered for Prometheus, by route template")
    func render() async throws {
        let registry = MetricsRegistry()
        var routes = RouteTable.sample
        routes.addMetrics(registry)
        registry.reading("stoat_test_depth", "A reading.", labels: [("queue", "a\"b")]) { 4 }
        let answer = try await withServer(
            routes,
            configure: { $0.metrics = registry },
            { server in
                _ = try await server.send("GET", "/things/secret")
                _ = try await server.send("GET", "/nowhere/secret")
                return try await server.send("GET", "/metrics")
            }
        )
        #expect(answer.header("content-type")?.hasPrefix("text/plain") == true)
        let things = #"listener="test",method="GET",route="/things/:target""#
        #expect(answer.body.contains("stoat_http_requests_total{\(things),status=\"2xx\"} 1\n"))
        #expect(answer.body.contains("stoat_http_request_duration_seconds_count{\(things)} 1\n"))
        #expect(answer.body.contains(#"route="none",status="4xx"} 1"#))
        #expect(answer.body.contains(#"stoat_test_depth{queue="a\"b"} 4.0"#))
        #expect(!answer.body.contains("secret"))
    }

    @Test("show how much work waits and lies dead, counted once in a while")
    func queues() async throws {
        try await StoreEngine.sqlite.withStore { store in
            let queue = InProcessQueue(store: store, logger: .quiet)
            try await queue.start()
            let drivers = Drivers(
                store: store,
                bus: InProcessBus(),
                queue: queue,
                cache: InProcessCache(),
                presence: InProcessPresence()
            )
            let registry = MetricsRegistry()
            drivers.register(in: registry, settings: Settings())
            var routes = RouteTable()
            routes.addMetrics(registry)
            for _ in 0..<3 { try await queue.enqueue(QueuedTask(MassMentions.queue, [:])) }
            let row = try #require(try await store.findOne(Collection("stoat_tasks"), where: .all))
            try await store.updateOne(
                Collection("stoat_tasks"),
                where: .equals("_id", try #require(row["_id"])),
                Update().unset("due").set("died", 1)
            )
            let scrapes = try await withServer(routes) { server in
                let first = try await server.send("GET", "/metrics").body
                try await queue.enqueue(QueuedTask(MassMentions.queue, [:]))
                return (first, try await server.send("GET", "/metrics").body)
            }
            let label = #"queue="internal.mass_mention""#
            for text in [scrapes.0, scrapes.1] {
                #expect(text.contains("stoat_tasks_waiting{\(label)} 2.0\n"))
                #expect(text.contains("stoat_tasks_dead{\(label)} 1.0\n"))
                #expect(text.contains(#"stoat_tasks_waiting{queue="\#(Settings().pushd.friendRequestReceivedQueue)-"#))
                #expect(text.contains("# TYPE stoat_bus_published_total counter\n"))
                #expect(!text.contains("stoat_tasks_outbox"))
            }
        }
    }

    @Test("leave out what cannot be counted, and do not wait for it for ever")
    func unreachable() async throws {
        struct Hanging: TaskQueue {
            let release: AsyncStream<Void>
            func enqueue(_ task: QueuedTask) async throws {}
            func consume(
                _ queue: QueueName,
                concurrency: Int,
                handler: @escaping @Sendable (QueuedTask) async throws -> Void
            ) async throws {}
            func depth(of queue: QueueName) async throws -> QueueDepth {
                for await _ in release {}
                throw MessagingError(.unavailable, "away")
            }
            func shutdown() async {}
        }
        let (release, releaser) = AsyncStream.makeStream(of: Void.self)
        let registry = MetricsRegistry()
        QueueDepths(of: [MassMentions.queue], in: Hanging(release: release)).register(in: registry)
        let start = ContinuousClock.now
        #expect(!String(buffer: await registry.render()).contains("stoat_tasks_waiting{"))
        #expect(.now - start < .seconds(30))
        releaser.finish()
        #expect(!String(buffer: await registry.render()).contains("stoat_tasks_waiting{"))
    }

    @Test("are the same when asked for twice")
    func identity() {
        let registry = MetricsRegistry()
        registry.counter("stoat_test_total", "A counter.").increment()
        registry.counter("stoat_test_total", "A counter.").increment(by: 2)
        #expect(registry.counter("stoat_test_total", "A counter.").value == 3)
    }
}

@Suite("Readiness", .timeLimit(.minutes(3)))
struct ReadinessTests {
    struct Down: Error {}

    @Test("names each dependency, also one that hangs")
    func dependencies() async throws {
        var routes = RouteTable()
        routes.addHealth(
            ReadinessProbe(
                [
                    HealthCheck("sqlite") {}, HealthCheck("redis") { throw Down() },
                    HealthCheck("rabbitmq") { try await Task.sleep(for: .seconds(60)) },
                ],
                limit: .milliseconds(100)
            )
        )
        let answer = try await withServer(routes) { try await $0.send("GET", "/ready") }
        #expect(answer.status == 503)
        let body = try answer.json()
        #expect(body["type"] == "ServiceUnavailable")
        #expect(body["dependencies"] == ["sqlite": "ok", "redis": "unavailable", "rabbitmq": "unavailable"])
    }
}
