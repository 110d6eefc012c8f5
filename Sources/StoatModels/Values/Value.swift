/// One node of a document: the common tree behind stored documents, wire JSON and MessagePack.
///
/// Entities read themselves from such a tree and write themselves to one; the codecs beside this file and the storage
/// engines turn it into bytes. Only two cases depend on the target: ``date(_:)`` is a BSON date in MongoDB, an ISO
/// string in JSON and integer milliseconds in MessagePack; ``int32(_:)`` differs from ``int(_:)`` in BSON only.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int32(Int32)
    case int(Int64)
    case double(Double)
    case string(String)
    case date(Timestamp)
    case array([Value])
    case object(Object)
}

extension Value {
    /// The text, if this is a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The truth value, if this is a Boolean.
    public var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// The integer behind any of the numeric forms that tools have written: Int32, Int64 or an integral Double.
    public var integer: Int64? {
        switch self {
        case .int32(let number): Int64(number)
        case .int(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The elements, if this is an array.
    public var array: [Value]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members, if this is an object.
    public var object: Object? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The moment behind any of the encodings ever written: milliseconds, ISO 8601 text, or a date.
    public var timestamp: Timestamp? {
        switch self {
        case .date(let moment): moment
        case .string(let text): Timestamp(iso8601: text)
        default: integer.map(Timestamp.init(milliseconds:))
        }
    }

    /// Whether this is ``null``.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

extension Value: Equatable {
    /// Equality by meaning: integers are equal whatever width they were stored in.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        default:
            if let a = left.integer, let b = right.integer { a == b } else { false }
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByFloatLiteral
{
    /// A string from a literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An ``int(_:)`` from a literal.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A Boolean from a literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// ``null`` from the literal `nil`.
    public init(nilLiteral: ()) { self = .null }
    /// A ``double(_:)`` from a literal.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// An array from a literal.
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    /// An object from a literal, in its order; keys must be distinct.
    public init(dictionaryLiteral elements: (String, Value)...) { self = .object(Object(elements)) }
}

extension Value {
    /// An array of strings from identifiers or other raw string values.
    public static func strings<S: Sequence>(_ items: S) -> Value where S.Element: RawRepresentable<String> {
        .array(items.map { .string($0.rawValue) })
    }
}
