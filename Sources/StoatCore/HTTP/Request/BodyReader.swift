public import StoatModels

/// Reads the members of a JSON object strictly: a missing required member or a wrong type throws
/// ``APIError`` `.unprocessableBody` (422), which names the member and what was expected.
///
/// Broken limits are only noted in ``validation`` and thrown (400) after the whole body was read, as upstream does.
public final class BodyReader {
    /// The object itself, for what the typed readers cannot say.
    public let object: Object
    /// Limits broken so far.
    public var validation: Validation {
        get { root.notes }
        set { root.notes = newValue }
    }
    private let path: String
    private let parent: BodyReader?
    private var notes = Validation()

    private var root: BodyReader { parent?.root ?? self }

    init(_ object: Object, path: String = "", in parent: BodyReader? = nil) {
        self.object = object
        self.path = path
        self.parent = parent
    }

    /// Whether a member is there and not `null`.
    public func contains(_ key: String) -> Bool { value(key) != nil }

    /// A member unless it is absent or `null`.
    public func value(_ key: String) -> Value? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// The full name of a member, for messages.
    public func field(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The 422 of a member that is not what it should be.
    public func mismatch(_ key: String, expected: String, file: String = #fileID, line: Int = #line) -> APIError {
        APIError(.unprocessableBody("\(field(key)): expected \(expected)"), file: file, line: line)
    }

    /// Reads a member by a conversion that answers `nil` for a wrong type.
    public func optional<T>(_ key: String, expected: String, _ convert: (Value) -> T?) throws -> T? {
        guard let value = value(key) else { return nil }
        guard let converted = convert(value) else { throw mismatch(key, expected: expected) }
        return converted
    }

    /// Reads a member that must be there.
    public func required<T>(_ key: String, expected: String, _ convert: (Value) -> T?) throws -> T {
        guard let converted = try optional(key, expected: expected, convert) else {
            throw mismatch(key, expected: expected)
        }
        return converted
    }
}

extension BodyReader {
    /// A text, its length limited in Unicode scalars.
    public func string(_ key: String, length: ClosedRange<Int>? = nil) throws -> String {
        let text = try required(key, expected: "string", \.string)
        if let length { validation.length(text, in: length, field: field(key)) }
        return text
    }

    /// A text that may be absent, its length limited in Unicode scalars.
    public func optionalString(_ key: String, length: ClosedRange<Int>? = nil) throws -> String? {
        contains(key) ? try string(key, length: length) : nil
    }

    /// An identifier; any text is one.
    public func id<ID: Identifier>(_ key: String, as: ID.Type = ID.self) throws -> ID {
        ID(rawValue: try string(key))
    }

    /// An identifier that may be absent.
    public func optionalID<ID: Identifier>(_ key: String, as: ID.Type = ID.self) throws -> ID? {
        try optionalString(key).map { ID(rawValue: $0) }
    }

    /// A Boolean.
    public func bool(_ key: String) throws -> Bool { try required(key, expected: "boolean", \.bool) }

    /// A Boolean that may be absent.
    public func optionalBool(_ key: String) throws -> Bool? { try optional(key, expected: "boolean", \.bool) }

    /// An integer of the width asked for; a fraction or a number beyond the width is a wrong type.
    public func integer<T: FixedWidthInteger>(_ key: String, as: T.Type = T.self) throws -> T {
        guard let number: T = try optionalInteger(key) else { throw mismatch(key, expected: "integer") }
        return number
    }

    /// An integer that may be absent.
    public func optionalInteger<T: FixedWidthInteger>(_ key: String, as: T.Type = T.self) throws -> T? {
        guard let value = value(key) else { return nil }
        guard case .int(let wide) = value, let number = T(exactly: wide) else {
            throw mismatch(key, expected: "integer")
        }
        return number
    }

    /// A moment as ISO 8601 text or milliseconds that may be absent.
    public func optionalTimestamp(_ key: String) throws -> Timestamp? {
        try optional(key, expected: "timestamp", \.timestamp)
    }

    /// One of the spellings of an enumeration.
    public func choice<T: RawRepresentable<String>>(_ key: String, of: T.Type = T.self) throws -> T {
        guard let choice: T = try optionalChoice(key) else { throw mismatch(key, expected: "\(T.self)") }
        return choice
    }

    /// One of the spellings of an enumeration, or nothing.
    public func optionalChoice<T: RawRepresentable<String>>(_ key: String, of: T.Type = T.self) throws -> T? {
        guard let text = try optionalString(key) else { return nil }
        guard let choice = T(rawValue: text) else { throw mismatch(key, expected: "\(T.self)") }
        return choice
    }
}

extension BodyReader {
    /// Texts; an absent list is `nil`.
    ///
    /// Their number and their lengths in Unicode scalars may be limited.
    public func optionalStrings(
        _ key: String,
        count: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil
    ) throws -> [String]? {
        let texts: [String]? = try optional(key, expected: "array of strings", Self.all(\.string))
        if let texts, let count { validation.count(texts.count, in: count, field: field(key)) }
        if let texts, let length {
            for text in texts { validation.length(text, in: length, field: field(key)) }
        }
        return texts
    }

    /// Identifiers or spellings of an enumeration; an absent list is `nil`, an unknown spelling a wrong type.
    public func optionalList<T: RawRepresentable<String>>(
        _ key: String,
        of: T.Type = T.self,
        count: ClosedRange<Int>? = nil
    ) throws -> [T]? {
        guard let texts = try optionalStrings(key) else { return nil }
        let items = try texts.map { text in
            guard let item = T(rawValue: text) else { throw mismatch(key, expected: "array of \(T.self)") }
            return item
        }
        if let count { validation.count(items.count, in: count, field: field(key)) }
        return items
    }

    /// A nested body.
    public func body<T: JSONBody>(_ key: String, as: T.Type = T.self) throws -> T {
        guard let body = try optionalBody(key, as: T.self) else { throw mismatch(key, expected: "object") }
        return body
    }

    /// A nested body that may be absent.
    public func optionalBody<T: JSONBody>(_ key: String, as: T.Type = T.self) throws -> T? {
        guard let members = try optional(key, expected: "object", \.object) else { return nil }
        return try T(from: BodyReader(members, path: field(key), in: self))
    }

    /// Nested bodies; an absent list is `nil`.
    public func optionalBodies<T: JSONBody>(
        _ key: String,
        of: T.Type = T.self,
        count: ClosedRange<Int>? = nil
    ) throws -> [T]? {
        guard let list = try optional(key, expected: "array of objects", Self.all(\.object)) else { return nil }
        if let count { validation.count(list.count, in: count, field: field(key)) }
        return try list.enumerated().map { index, members in
            try T(from: BodyReader(members, path: "\(field(key))[\(index)]", in: self))
        }
    }

    private static func all<T>(_ convert: @escaping (Value) -> T?) -> (Value) -> [T]? {
        { value in
            guard let elements = value.array else { return nil }
            var items: [T] = []
            items.reserveCapacity(elements.count)
            for element in elements {
                guard let item = convert(element) else { return nil }
                items.append(item)
            }
            return items
        }
    }
}
