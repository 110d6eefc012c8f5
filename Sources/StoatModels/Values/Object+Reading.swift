/// Why a tree could not be read as an entity.
public struct DocumentError: Error, Equatable, CustomStringConvertible {
    /// The dotted path of the offending key.
    public let path: String
    /// What was expected there.
    public let expected: String

    /// An error at this dotted path.
    public init(path: String, expected: String) {
        self.path = path
        self.expected = expected
    }

    /// The path and what was expected there.
    public var description: String { "\(path): expected \(expected)" }
}

/// Reading members leniently: absent, null and default are equal everywhere, numbers come in any width and moments in
/// any encoding. Only a required key that is absent or of a wrong kind throws ``DocumentError``.
extension Object {
    private func present(_ key: String) -> Value? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }

    /// The text of a required key.
    public func string(_ key: String) throws -> String {
        guard let text = present(key)?.string else { throw DocumentError(path: key, expected: "string") }
        return text
    }

    /// The text of a key that may be absent or null.
    public func optionalString(_ key: String) -> String? { present(key)?.string }

    /// A required identifier or other raw string value.
    public func id<ID: RawRepresentable<String>>(_ key: String, as: ID.Type = ID.self) throws -> ID {
        guard let id = ID(rawValue: try string(key)) else { throw DocumentError(path: key, expected: "\(ID.self)") }
        return id
    }

    /// An identifier or other raw string value that may be absent, null or unknown.
    public func optionalID<ID: RawRepresentable<String>>(_ key: String, as: ID.Type = ID.self) -> ID? {
        optionalString(key).flatMap(ID.init(rawValue:))
    }

    /// Identifiers of an array; an absent key is an empty list and elements of other kinds are skipped.
    public func ids<ID: RawRepresentable<String>>(_ key: String, of: ID.Type = ID.self) -> [ID] {
        present(key)?.array?.compactMap { $0.string.flatMap(ID.init(rawValue:)) } ?? []
    }

    /// A required integer.
    public func integer(_ key: String) throws -> Int64 {
        guard let number = present(key)?.integer else { throw DocumentError(path: key, expected: "integer") }
        return number
    }

    /// An integer that may be absent or null.
    public func optionalInteger(_ key: String) -> Int64? { present(key)?.integer }

    /// A Boolean; absent and null read as `default`.
    public func bool(_ key: String, default fallback: Bool = false) -> Bool { present(key)?.bool ?? fallback }

    /// A required moment in any encoding.
    public func timestamp(_ key: String) throws -> Timestamp {
        guard let moment = present(key)?.timestamp else { throw DocumentError(path: key, expected: "timestamp") }
        return moment
    }

    /// A moment in any encoding that may be absent or null.
    public func optionalTimestamp(_ key: String) -> Timestamp? { present(key)?.timestamp }

    /// A required nested object.
    public func object(_ key: String) throws -> Object {
        guard let members = present(key)?.object else { throw DocumentError(path: key, expected: "object") }
        return members
    }

    /// A nested object that may be absent or null.
    public func optionalObject(_ key: String) -> Object? { present(key)?.object }

    /// The objects of an array; an absent key is an empty list and elements of other kinds are skipped.
    public func objects(_ key: String) -> [Object] { present(key)?.array?.compactMap(\.object) ?? [] }
}
