/// What is known about one key, for the example file and the documentation.
public struct SettingKey: Sendable {
    /// The dotted path; `<name>` stands for a name the operator chooses.
    public let path: String
    /// The kind of its value, such as `text`, `integer` or `seconds`.
    public let type: String
    /// The default as TOML; `nil` when it is unset by default.
    public let defaultValue: String?
    /// What it does.
    public let effect: String
    /// A value as TOML that shows how to write it.
    public let example: String
    /// Whether it must never be printed.
    public let isSecret: Bool
    /// Whether upstream's configuration knows it too.
    public let isOurs: Bool
    /// The table it stands in.
    public var table: String { path.split(separator: ".").dropLast().joined(separator: ".") }

    /// Its name within the table.
    public var name: String { String(path.split(separator: ".").last ?? "") }
}

/// A key as it was read.
public struct EffectiveSetting: Sendable {
    /// The dotted path.
    public let path: String
    /// The value as TOML; `nil` when unset.
    public let value: String?
    /// Where it came from.
    public let source: ConfigSource
    /// Whether it must never be printed.
    public let isSecret: Bool
}

/// A table of the configuration and what is said about it.
public struct SettingTable: Sendable {
    /// The dotted path.
    public let path: String
    /// What its keys are about.
    public let summary: String
}
