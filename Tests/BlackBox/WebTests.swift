import TestSupport
import Testing

/// Links into a small world wide web: real hosts with TLS and a name server, in a network namespace of the test's own.
///
/// Addresses are public there, so the rules for them are those of production. Namespaces must be permitted.
@Suite("Links into the web", .tags(.live), .serialized, .timeLimit(.minutes(10)))
struct WebTests {
    @Test(
        "are shown, lead nowhere inside, and take no more than they may",
        arguments: Scenario.chosen([
            Scenario(name: "web_pages", leastChecks: 115),
            Scenario(name: "web_flips", leastChecks: 13),
            Scenario(name: "web_hostile", leastChecks: 7),
        ])
    )
    func web(scenario: Scenario) async throws { try await scenario.playInSmallWeb() }
}
