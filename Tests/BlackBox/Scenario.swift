import Foundation
import TestSupport
import Testing

/// A scenario that a suite plays, and the least number of checks that count as having played it.
struct Scenario: CustomTestStringConvertible {
    let name: String
    let leastChecks: Int
    var minutes = 3.0

    var testDescription: String { name }

    /// Those of `scenarios` that `STOAT_TEST_SCENARIOS` names, or all of them.
    static func chosen(_ scenarios: [Scenario]) -> [Scenario] {
        guard let names = list("STOAT_TEST_SCENARIOS") else { return scenarios }
        return scenarios.filter { names.contains($0.name) }
    }

    /// The kinds of deployment that `STOAT_TEST_KINDS` names, or all of them.
    static var kinds: [StoatDeployment.Kind] {
        guard let names = list("STOAT_TEST_KINDS") else { return StoatDeployment.Kind.allCases }
        return StoatDeployment.Kind.allCases.filter { names.contains($0.rawValue) }
    }

    private static func list(_ variable: String) -> [String]? {
        ProcessInfo.processInfo.environment[variable]?.split(separator: ",").map(String.init)
    }

    /// Plays the scenario and records every check that failed.
    func play(on deployment: StoatDeployment, at place: SourceLocation = #_sourceLocation) async throws {
        let report = try await StoatScenario(name, on: deployment).play(within: .seconds(60 * minutes))
        if !judge(report, "\(deployment.kind)", place) {
            Issue.record("\(name): logs\n\(await deployment.logs())", sourceLocation: place)
        }
    }

    /// Plays the scenario in a small web of its own and records every check that failed.
    func playInSmallWeb(at place: SourceLocation = #_sourceLocation) async throws {
        let report = try await StoatScenario(inSmallWeb: name).play(within: .seconds(60 * minutes))
        _ = judge(report, "small web", place)
    }

    /// Records what went wrong; answers whether nothing did.
    private func judge(_ report: StoatScenario.Report, _ kind: String, _ place: SourceLocation) -> Bool {
        for check in report.failures {
            Issue.record("\(kind) \(name): \(check.name): \(check.detail)", sourceLocation: place)
        }
        let isWhole = report.announced == report.checks.count && report.checks.count >= leastChecks
        if !isWhole || (report.exitStatus != 0 && report.failures.isEmpty) {
            let announced = report.announced.map(String.init) ?? "none"
            Issue.record(
                """
                \(kind) \(name): \(report.checks.count) checks of at least \(leastChecks), \
                announced \(announced), exit status \(report.exitStatus.map(String.init) ?? "none")
                \(report.log)
                """,
                sourceLocation: place
            )
        }
        if !report.failures.isEmpty { Issue.record("\(name): log\n\(report.log)", sourceLocation: place) }
        return report.failures.isEmpty && isWhole
    }
}

extension Tag {
    /// Starts real servers.
    @Tag static var live: Tag
}
