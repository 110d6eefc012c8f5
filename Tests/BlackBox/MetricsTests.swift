import Foundation
import TestSupport
import Testing

@Suite("Metrics of the running system", .tags(.live), .timeLimit(.minutes(20)))
struct MetricsTests {
    /// The kinds of all metrics by name, from the table in the operators' handbook.
    private func table() throws -> [String: String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/operations.md")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        var kinds: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, cells[0].hasPrefix("`stoat_") else { continue }
            kinds[String(cells[0].dropFirst().prefix { $0 != "{" && $0 != "`" })] = cells[1]
        }
        return kinds
    }

    /// The kinds of all metrics by name, from what the processes show.
    private func shown(_ kind: StoatDeployment.Kind) async throws -> (texts: [String], kinds: [String: String]) {
        let deployment = try await StoatDeployment.shared(kind)
        return try await deployment.turnstile.together {
            let texts = try await deployment.metrics()
            var kinds: [String: String] = [:]
            for line in texts.joined(separator: "\n").split(whereSeparator: \.isNewline) {
                let words = line.split(separator: " ").map(String.init)
                if words.count == 4, words[0] == "#", words[1] == "TYPE" { kinds[words[2]] = words[3] }
            }
            return (texts, kinds)
        }
    }

    @Test("are those of the handbook's table, no more and no fewer")
    func handbook() async throws {
        let table = try table()
        let (embedded, cluster) = (try await shown(.embedded), try await shown(.cluster))
        #expect(table == embedded.kinds.merging(cluster.kinds) { first, _ in first })
        #expect(table.count > 25)
        for (name, kind) in table { #expect(name.hasSuffix("_total") == (kind == "counter"), "\(name)") }
    }

    @Test("tell how much work waits and how late events are", arguments: StoatDeployment.Kind.allCases)
    func figures(kind: StoatDeployment.Kind) async throws {
        let texts = try await shown(kind).texts
        for text in texts {
            for name in ["stoat_tasks_waiting", "stoat_tasks_dead"] {
                #expect(text.contains("\(name){queue=\"internal.mass_mention\"} "), "\(text)")
            }
            #expect(text.contains("stoat_tasks_outbox ") == (kind == .cluster))
        }
        #expect(texts.contains { $0.contains("\nstoat_bonfire_delivery_lag_seconds ") })
    }
}
