import StoatModels
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
