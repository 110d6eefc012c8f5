/// A configured value as its source wrote it, before it is known what it should be.
indirect enum ConfigValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)
    case array([ConfigValue])
    case table([String: ConfigNode])

    /// What it is, for messages; without the value itself where that may be a secret.
    func describe(isSecret: Bool) -> String {
        switch self {
        case .string(let text): isSecret ? "text" : "text \"\(text)\""
        case .integer(let number): isSecret ? "integer" : "integer \(number)"
        case .double(let number): isSecret ? "number" : "number \(number)"
        case .bool(let flag): "\(flag)"
        case .array: "array"
        case .table: "table"
        }
    }
}

/// A configured value and where it came from.
struct ConfigNode: Sendable, Equatable {
    var value: ConfigValue
    let source: ConfigSource

    /// Lays `other` over this: tables merge key by key, everything else is replaced.
    ///
    /// `replaced` is told the path of each value that gives way.
    mutating func overlay(
        _ other: ConfigNode,
        path: [String] = [],
        replaced: ([String], ConfigSource, ConfigSource) -> Void = { _, _, _ in }
    ) {
        guard case .table(var members) = value, case .table(let others) = other.value else {
            replaced(path, source, other.source)
            self = other
            return
        }
        for (key, node) in others {
            if members[key] == nil {
                members[key] = node
            } else {
                members[key]?.overlay(node, path: path + [key], replaced: replaced)
            }
        }
        value = .table(members)
    }

    /// The node at a path, if there is one.
    subscript(path: some Collection<String>) -> ConfigNode? {
        guard let first = path.first else { return self }
        guard case .table(let members) = value else { return nil }
        return members[first]?[path.dropFirst()]
    }

    /// A tree with one value at a path.
    init(_ value: ConfigValue, at path: some BidirectionalCollection<String>, source: ConfigSource) {
        self = path.reversed().reduce(ConfigNode(value: value, source: source)) { node, key in
            ConfigNode(value: .table([key: node]), source: source)
        }
    }

    init(value: ConfigValue, source: ConfigSource) {
        self.value = value
        self.source = source
    }
}

/// Where a value came from.
public enum ConfigSource: Sendable, Equatable, CustomStringConvertible {
    /// Nobody set it.
    case `default`
    /// A file, with the line where it is known.
    case file(String, line: Int?)
    /// An environment variable.
    case environment(String)
    /// A secret that was made for this instance and kept in its data folder.
    case generated

    /// As it stands in messages: `Revolt.toml:12`.
    public var description: String {
        switch self {
        case .default: "default"
        case .file(let path, let line?): "\(path):\(line)"
        case .file(let path, nil): path
        case .environment(let name): "environment variable \(name)"
        case .generated: "generated"
        }
    }
}
