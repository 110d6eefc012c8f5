internal import StoatModels

/// A type that a key may have.
protocol SettingValue: Sendable {
    /// What is expected, with its article.
    static var expectation: String { get }
    /// What the type is called in the documentation.
    static var typeName: String { get }

    /// Reads a value as a file holds it; integers will do where numbers are expected.
    init?(_ value: ConfigValue)

    /// Reads a value as an environment variable or a quoted value holds it.
    init?(text: String)

    /// The value as TOML.
    var toml: String { get }
}

extension String: SettingValue {
    static var expectation: String { "a text" }
    static var typeName: String { "text" }

    init?(_ value: ConfigValue) {
        guard case .string(let text) = value else { return nil }
        self = text
    }

    init?(text: String) { self = text }

    var toml: String {
        let escaped = replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}

extension Bool: SettingValue {
    static var expectation: String { "true or false" }
    static var typeName: String { "Boolean" }

    init?(_ value: ConfigValue) {
        guard case .bool(let flag) = value else { return nil }
        self = flag
    }

    init?(text: String) {
        switch text.lowercased() {
        case "true", "1", "yes", "on": self = true
        case "false", "0", "no", "off": self = false
        default: return nil
        }
    }

    var toml: String { description }
}

extension Int: SettingValue {
    static var expectation: String { "an integer" }
    static var typeName: String { "integer" }

    init?(_ value: ConfigValue) {
        guard case .integer(let number) = value else { return nil }
        self.init(exactly: number)
    }

    init?(text: String) { self.init(text) }

    var toml: String { description }
}

extension Int64: SettingValue {
    static var expectation: String { "an integer" }
    static var typeName: String { "integer" }

    init?(_ value: ConfigValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }

    init?(text: String) { self.init(text) }

    var toml: String { description }
}

extension Double: SettingValue {
    static var expectation: String { "a number" }
    static var typeName: String { "number" }

    init?(_ value: ConfigValue) {
        switch value {
        case .double(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }

    init?(text: String) { self.init(text) }

    var toml: String { description }
}

extension Array: SettingValue where Element: SettingValue {
    static var expectation: String { "an array" }
    static var typeName: String { "array of \(Element.typeName)" }

    init?(_ value: ConfigValue) {
        guard case .array(let elements) = value else { return nil }
        let items = elements.compactMap { Element($0) }
        guard items.count == elements.count else { return nil }
        self = items
    }

    /// A JSON array, or its elements with commas between them.
    init?(text: String) {
        if text.isEmpty {
            self = []
        } else if text.hasPrefix("[") {
            // Text that is not JSON reads as no array, which the caller reports.
            guard case .array(let elements)? = try? JSONParser.parse(text) else { return nil }
            self.init(.array(elements.compactMap(ConfigValue.init)))
        } else {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let items = parts.compactMap { Element(text: String($0.trimmingPrefix { $0 == " " })) }
            guard items.count == parts.count else { return nil }
            self = items
        }
    }

    var toml: String { "[\(map(\.toml).joined(separator: ", "))]" }
}

extension UserID: SettingValue {
    static var expectation: String { "a user id" }
    static var typeName: String { "user id" }

    init?(_ value: ConfigValue) {
        guard case .string(let text) = value else { return nil }
        self.init(rawValue: text)
    }

    init?(text: String) { self.init(rawValue: text) }

    var toml: String { rawValue.toml }
}

/// Whole seconds.
extension Duration: SettingValue {
    static var expectation: String { "a number of seconds" }
    static var typeName: String { "seconds" }

    init?(_ value: ConfigValue) {
        switch value {
        case .integer(let number) where (0...1 << 40).contains(number): self = .seconds(number)
        case .double(let number) where number >= 0 && number < 1e12: self = .milliseconds(Int64(number * 1000))
        default: return nil
        }
    }

    init?(text: String) {
        guard let number = Double(text) else { return nil }
        self.init(.double(number))
    }

    var toml: String {
        let (seconds, attoseconds) = components
        return attoseconds == 0 ? "\(seconds)" : "\(Double(seconds) + Double(attoseconds) / 1e18)"
    }
}

extension ConfigValue {
    /// A JSON value as a configured one; `nil` for what has no counterpart.
    fileprivate init?(_ value: Value) {
        switch value {
        case .string(let text): self = .string(text)
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .integer(number)
        case .double(let number): self = .double(number)
        default: return nil
        }
    }
}
