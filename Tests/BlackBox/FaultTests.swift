import TestSupport
import Testing

/// What happens when processes and servers fail, on both kinds of deployment.
@Suite("Faults", .tags(.live), .timeLimit(.minutes(20)))
struct FaultTests {
    @Test(
        "of the process itself are survived on every deployment",
        arguments: Scenario.kinds,
        Scenario.chosen([
            Scenario(name: "fault_kill", leastChecks: 9),
            Scenario(name: "fault_restart", leastChecks: 10),
            Scenario(name: "fault_stalled", leastChecks: 10),
            Scenario(name: "fault_gateway", leastChecks: 6),
            Scenario(name: "fault_files", leastChecks: 10),
        ])
    )
    func ofProcesses(kind: StoatDeployment.Kind, scenario: Scenario) async throws {
        let deployment = try await StoatDeployment.shared(kind)
        try await deployment.turnstile.alone { try await scenario.play(on: deployment) }
    }

    @Test(
        "of MongoDB, Redis and RabbitMQ are survived",
        arguments: Scenario.chosen([
            Scenario(name: "fault_store", leastChecks: 17),
            Scenario(name: "fault_cache", leastChecks: 15),
            Scenario(name: "fault_broker", leastChecks: 14),
            Scenario(name: "fault_frozen", leastChecks: 20),
        ])
    )
    func ofServers(scenario: Scenario) async throws {
        let deployment = try await StoatDeployment.shared(.cluster)
        try await deployment.turnstile.alone { try await scenario.play(on: deployment) }
    }
}
