import TestSupport
import Testing

/// The black box checks others; this checks the black box.
@Suite("Black-box harness", .tags(.live), .timeLimit(.minutes(20)))
struct HarnessTests {
    private func report(of scenario: String) async throws -> StoatScenario.Report {
        let deployment = try await StoatDeployment.shared(.embedded)
        return try await deployment.turnstile.together {
            try await StoatScenario(scenario, on: deployment).play(within: .seconds(60))
        }
    }

    @Test("finds every breach of the contract, and no other")
    func contract() async throws {
        let report = try await report(of: "self_passing")
        #expect(report.failures.map(\.name) == [])
        #expect(report.announced == report.checks.count)
        #expect(report.checks.count == 26)
        #expect(report.exitStatus == 0)
    }

    @Test("reports every way in which a check can fail")
    func failures() async throws {
        let report = try await report(of: "self_failing")
        let names = report.failures.map { $0.name.prefix { $0 != "(" } }
        #expect(
            names == [
                "a plain claim", "an equation", "a step with a broken expectation", "a step that raises",
                "a step that never ends", "the scenario reaches its end", "every REST answer keeps the contract ",
            ]
        )
        #expect(report.announced == report.checks.count)
        #expect(report.exitStatus != 0)
    }

    @Test("does not take an early death for success")
    func death() async throws {
        let report = try await report(of: "self_dying")
        #expect(report.announced == nil)
        #expect(report.failures.isEmpty)
    }

    @Test("refuses to break what a deployment does not have")
    func unknownPart() async throws {
        let deployment = try await StoatDeployment.shared(.embedded)
        await #expect(throws: ServerProcess.Failure.self) { try await deployment.perform("kill", on: "mongo") }
    }
}
