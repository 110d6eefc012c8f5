public import Logging

/// Which lines are written: a level, and other levels for components whose label starts with a name.
///
/// Written as `info`, or as `info,api=debug,bonfire=trace`. Unknown words count as `info`, so that a filter meant for
/// another program does no harm.
public struct LogFilter: Sendable, Equatable {
    private let general: Logger.Level
    private let components: [(prefix: String, level: Logger.Level)]

    /// Reads a filter.
    public init(_ text: String) {
        var general = Logger.Level.info
        var components: [(prefix: String, level: Logger.Level)] = []
        for directive in text.split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1)
            if let name = parts.first, parts.count == 2 {
                components.append((String(name), Self.level(parts[1])))
            } else {
                general = Self.level(directive)
            }
        }
        self.general = general
        // The longest prefix wins.
        self.components = components.sorted { $0.prefix.count > $1.prefix.count }
    }

    /// The level of a component.
    public func level(of label: String) -> Logger.Level {
        components.first { label.hasPrefix($0.prefix) }?.level ?? general
    }

    private static func level(_ name: some StringProtocol) -> Logger.Level {
        switch name.lowercased() {
        case "trace": .trace
        case "debug": .debug
        case "warn", "warning": .warning
        case "error": .error
        case "off", "critical": .critical
        default: .info
        }
    }

    /// Whether both write the same lines.
    public static func == (left: LogFilter, right: LogFilter) -> Bool {
        left.general == right.general
            && left.components.elementsEqual(right.components) { $0.prefix == $1.prefix && $0.level == $1.level }
    }
}
