/// A dotted path as SQLite's JSON functions spell it.
///
/// Index expressions and filters must spell it alike.
struct SQLPath {
    let steps: [String]

    init(_ path: String) { self.steps = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }

    init(steps: some Sequence<String>) { self.steps = Array(steps) }

    /// This path and one more step.
    func appending(_ step: String) -> SQLPath { SQLPath(steps: steps + [step]) }

    /// The path as filters spell it.
    var dotted: String { steps.joined(separator: ".") }

    /// The path in SQLite's notation, every step quoted.
    var text: String { "$" + steps.map { ".\"\($0)\"" }.joined() }

    /// The path as an SQL text literal.
    var literal: String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// The SQL expression of the value at the path.
    func extraction(from source: String) -> String { "json_extract(\(source),\(literal))" }

    /// The SQL expression of the kind of value at the path: null when the key is absent.
    func type(from source: String) -> String { "json_type(\(source),\(literal))" }

    /// Whether SQLite can spell the path: its quoted steps know no escapes.
    var isSpellable: Bool { steps.allSatisfy { !$0.isEmpty && !$0.contains("\"") && !$0.contains("\u{0}") } }
}
