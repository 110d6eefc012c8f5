public import StoatModels

/// The query string of a request, read leniently: what cannot be understood counts as absent.
public struct RequestQuery: Sendable {
    private let text: Substring

    /// A query without its leading `?`.
    ///
    /// One trailing raw `?` is dropped: a client appends it to queries that it puts into the path itself.
    init(_ text: Substring) {
        self.text = text.last == "?" ? text.dropLast() : text
    }

    /// The decoded value of the first parameter of this name; an empty one for a name without `=`.
    public subscript(name: String) -> String? {
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let pair = Substring(pair)
            let end = pair.utf8.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard pair[..<end].removingPercentEncoding(plusIsSpace: true) == name else { continue }
            guard end < pair.endIndex else { return "" }
            return String(pair[pair.utf8.index(after: end)...].removingPercentEncoding(plusIsSpace: true))
        }
        return nil
    }

    /// `true`, `yes`, `on` and the empty value, or `false`, `no`, `off`, whatever the case; all else counts as absent.
    public func bool(_ name: String) -> Bool? {
        switch self[name]?.lowercased() {
        case "true", "yes", "on", "": true
        case "false", "no", "off": false
        default: nil
        }
    }

    /// A decimal integer that fits the type.
    public func integer<T: FixedWidthInteger>(_ name: String, as: T.Type = T.self) -> T? {
        self[name].flatMap { T($0) }
    }

    /// An identifier; any text but the empty one will do.
    public func id<ID: Identifier>(_ name: String, as: ID.Type = ID.self) -> ID? {
        guard let text = self[name], !text.isEmpty else { return nil }
        return ID(rawValue: text)
    }

    /// One of the spellings of an enumeration, whatever the case.
    public func choice<T: RawRepresentable<String> & CaseIterable>(_ name: String, of: T.Type = T.self) -> T? {
        guard let text = self[name]?.lowercased() else { return nil }
        return T.allCases.first { $0.rawValue.lowercased() == text }
    }
}
