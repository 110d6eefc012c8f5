/// An ordered set of named values: one document, sub-document or wire object.
///
/// Order is kept because it is visible: `type` comes first on the wire, and MongoDB compares composite `_id`s with
/// their key order. Look-up is a linear search, which beats hashing for the sizes that occur (rarely over 20 keys).
public struct Object: Sendable, Equatable {
    /// One member.
    public struct Entry: Sendable, Equatable {
        /// The member's name, unique in its object.
        public let key: String
        /// What is stored under the name.
        public var value: Value

        /// A member of this name.
        public init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// The members in order.
    public private(set) var entries: [Entry]

    /// An empty object.
    public init() { self.entries = [] }

    /// An object of these pairs; keys must be distinct.
    public init(_ pairs: [(String, Value)]) {
        self.entries = pairs.map { Entry(key: $0.0, value: $0.1) }
    }

    /// The value of a key; setting `nil` removes the key, setting a value keeps the place of an existing one.
    public subscript(key: String) -> Value? {
        get {
            for entry in entries where entry.key == key { return entry.value }
            return nil
        }
        set {
            if let index = entries.firstIndex(where: { $0.key == key }) {
                if let newValue { entries[index].value = newValue } else { entries.remove(at: index) }
            } else if let newValue {
                entries.append(Entry(key: key, value: newValue))
            }
        }
    }

    /// The value at a dotted path such as `_id.server`, or `nil` where any step is missing.
    public subscript(path path: String) -> Value? {
        var current = self
        let steps = path.split(separator: ".")
        for step in steps.dropLast() {
            guard case .object(let next)? = current[String(step)] else { return nil }
            current = next
        }
        return steps.last.flatMap { current[String($0)] }
    }

    /// Whether there are no members.
    public var isEmpty: Bool { entries.isEmpty }
    /// The number of members.
    public var count: Int { entries.count }
    /// The names in the order of the members.
    public var keys: [String] { entries.map(\.key) }

    /// Appends without looking for an existing key; for builders that write each key once.
    public mutating func append(_ key: String, _ value: Value) {
        entries.append(Entry(key: key, value: value))
    }

    /// Reserves room for `count` members.
    public mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

    /// Whether both hold the same members whatever their order.
    public func hasSameMembers(as other: Object) -> Bool {
        count == other.count && entries.allSatisfy { other[$0.key] == $0.value }
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    /// An object from a literal, in its order; keys must be distinct.
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Object: Sequence {
    /// Goes through the members in order.
    public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}
