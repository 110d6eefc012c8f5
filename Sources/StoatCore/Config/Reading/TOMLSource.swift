internal import Foundation
internal import TOMLKit

/// Reads TOML text into a tree whose values know their lines.
enum TOMLSource {
    /// Reads the text of a file; `name` stands in messages.
    static func parse(_ text: String, name: String) throws(ConfigProblem) -> ConfigNode {
        do {
            let lines = TOMLLines(text)
            return convert(try TOMLTable(string: text), [], name, lines)
        } catch let error as TOMLParseError {
            throw ConfigProblem(.error, .file(name, line: error.source.begin.line), error.description)
        } catch {
            throw ConfigProblem(.error, .file(name, line: nil), "\(error)")
        }
    }

    private static func convert(_ table: TOMLTable, _ path: [String], _ name: String, _ lines: TOMLLines) -> ConfigNode
    {
        var members: [String: ConfigNode] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            let inner = path + [key]
            if let table = value.table {
                members[key] = convert(table, inner, name, lines)
            } else {
                members[key] = ConfigNode(value: scalar(value), source: .file(name, line: lines[inner]))
            }
        }
        return ConfigNode(value: .table(members), source: .file(name, line: lines[path]))
    }

    private static func scalar(_ value: any TOMLValueConvertible) -> ConfigValue {
        if let text = value.string { return .string(text) }
        if let flag = value.bool { return .bool(flag) }
        if let number = value.int { return .integer(Int64(number)) }
        if let number = value.double { return .double(number) }
        if let array = value.array { return .array(array.map(scalar)) }
        // Dates and times, which no key takes.
        return .string(value.debugDescription)
    }
}

/// The line of each key of a TOML text.
///
/// The parser reports lines for broken text only, so keys are found again here: table headers and `key =` at the start
/// of lines. Keys inside inline tables and arrays of tables get the line of what holds them.
struct TOMLLines {
    private var lines: [[String]: Int] = [:]

    init(_ text: String) {
        var table: [String] = []
        var closing: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if let end = closing {
                if line.contains(end) { closing = nil }
                continue
            }
            if line.hasPrefix("[") {
                table = Self.path(line.drop { $0 == "[" }.prefix { $0 != "]" })
                lines[table] = lines[table] ?? index + 1
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                let path = table + Self.path(line[..<equals])
                lines[path] = lines[path] ?? index + 1
                closing = Self.openString(line[line.index(after: equals)...])
            }
        }
    }

    /// The line of a key, or of the innermost table around it that has one.
    subscript(path: [String]) -> Int? {
        var path = path[...]
        while !path.isEmpty {
            if let line = lines[Array(path)] { return line }
            path = path.dropLast()
        }
        return nil
    }

    private static func path(_ text: Substring) -> [String] {
        text.split(separator: ".").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'")) }
    }

    /// The quotes that end a multi-line string which this value opens and does not close.
    private static func openString(_ value: Substring) -> String? {
        for quotes in ["\"\"\"", "'''"] {
            let parts = value.components(separatedBy: quotes).count - 1
            if parts == 1 { return quotes }
        }
        return nil
    }
}
