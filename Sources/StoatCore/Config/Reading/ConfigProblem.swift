/// Something wrong with a configuration.
public struct ConfigProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whether the service starts nevertheless.
    public enum Severity: String, Sendable {
        /// It starts; the operator should look.
        case warning
        /// It does not start.
        case error
    }

    /// How bad it is.
    public let severity: Severity
    /// Where the value stands; `nil` when no value is at fault.
    public let source: ConfigSource?
    /// The dotted path of the key; empty for a whole file.
    public let key: String
    /// What is wrong.
    public let message: String

    init(_ severity: Severity, _ source: ConfigSource?, key: String = "", _ message: String) {
        self.severity = severity
        self.source = source
        self.key = key
        self.message = message
    }

    /// One line: `Revolt.toml:12: error: api.smtp.port: expected an integer, found text "abc"`.
    public var description: String {
        let place = source.map { "\($0): " } ?? ""
        return "\(place)\(severity.rawValue): \(key.isEmpty ? "" : "\(key): ")\(message)"
    }
}
