/// Writing members with the omission rules of stored documents and wire objects ("omit when unset").
extension Object {
    /// Writes a string, or nothing when it is `nil`.
    public mutating func append(_ key: String, _ text: String?) {
        if let text { append(key, .string(text)) }
    }

    /// Writes an identifier or another raw string value, or nothing when it is `nil`.
    public mutating func append<ID: RawRepresentable<String>>(_ key: String, _ id: ID?) {
        if let id { append(key, .string(id.rawValue)) }
    }

    /// Writes a nested object, or nothing when it is `nil`.
    public mutating func append(_ key: String, _ object: Object?) {
        if let object { append(key, .object(object)) }
    }

    /// Writes a 64-bit integer, or nothing when it is `nil`.
    public mutating func append(_ key: String, integer: Int64?) {
        if let integer { append(key, .int(integer)) }
    }

    /// Writes `true`, or nothing when `flag` is false ("omit-false").
    public mutating func append(_ key: String, ifTrue flag: Bool) {
        if flag { append(key, .bool(true)) }
    }

    /// Writes the identifiers, or nothing when there are none ("omit-empty").
    public mutating func append<ID: RawRepresentable<String>>(_ key: String, ifAny ids: [ID]) {
        if !ids.isEmpty { append(key, .strings(ids)) }
    }
}
