import TestSupport
import Testing

/// What real clients need, checked from outside on both kinds of deployment.
@Suite("Scenarios", .tags(.live), .timeLimit(.minutes(20)))
struct ScenarioTests {
    static let scenarios: [Scenario] = Scenario.chosen([
        Scenario(name: "wire", leastChecks: 26),
        Scenario(name: "cors", leastChecks: 9),
        Scenario(name: "web_client", leastChecks: 21),
        Scenario(name: "other_clients", leastChecks: 11),
        Scenario(name: "sockets", leastChecks: 15),
        Scenario(name: "rfc6455", leastChecks: 22),
        Scenario(name: "files", leastChecks: 20),
        Scenario(name: "files_hostile", leastChecks: 5),
        Scenario(name: "customisation", leastChecks: 8),
        Scenario(name: "links", leastChecks: 9),
        Scenario(name: "gifs", leastChecks: 11),
        Scenario(name: "story_json", leastChecks: 25),
        Scenario(name: "story_msgpack", leastChecks: 25),
    ])

    @Test("pass on every deployment", arguments: Scenario.kinds, scenarios)
    func pass(kind: StoatDeployment.Kind, scenario: Scenario) async throws {
        let deployment = try await StoatDeployment.shared(kind)
        try await deployment.turnstile.together { try await scenario.play(on: deployment) }
    }
}
