/// Which members of a stored document clients see, and in which form: the one description from which documents are
/// rendered, as a tree or straight from a database's bytes to JSON.
///
/// Members are shown in the order in which the document holds them; those without a rule are not shown.
public struct RowRendering: Sendable {
    /// In which form a member is shown; a value of another kind, `null` included, is not shown at all.
    public enum Rule: Sendable {
        /// Text.
        case text
        /// An integer in any of the numeric forms, unless it is 0.
        case integerUnlessZero
        /// `true`, and nothing for `false`.
        case ifTrue
        /// An array, as it is stored.
        case array
        /// An array, as it is stored, unless it is empty.
        case arrayUnlessEmpty
        /// An object, as it is stored, unless it is empty.
        case objectUnlessEmpty
        /// A moment in any of the encodings ever written.
        case time
        /// What this function makes of the stored value.
        case computed(@Sendable (Value) -> Value?)
    }

    /// The rule of one key.
    public struct Member: Sendable {
        /// The key, stored and shown alike.
        public let key: String
        /// In which form the value is shown.
        public let rule: Rule
        /// Whether a document without it, or whose value has no such form, cannot be shown.
        public let isRequired: Bool

        /// A member that every document has.
        public static func required(_ key: String, _ rule: Rule) -> Member {
            Member(key: key, rule: rule, isRequired: true)
        }

        /// A member that documents may lack.
        public static func optional(_ key: String, _ rule: Rule) -> Member {
            Member(key: key, rule: rule, isRequired: false)
        }
    }

    /// The members shown.
    public let members: [Member]
    /// The keys as bytes, one after the other, each as `"key":`.
    private let labels: [UInt8]
    /// Where the label of each member begins, and at last where they all end.
    private let starts: [Int]

    /// A rendering of these members, of which there are at most 64; keys are distinct and need no escapes in JSON.
    public init(_ members: [Member]) {
        precondition(members.count <= 64, "more members than bits in a word")
        self.members = members
        var labels: [UInt8] = []
        var starts = [0]
        for member in members {
            labels += "\"\(member.key)\":".utf8
            starts.append(labels.count)
        }
        self.labels = labels
        self.starts = starts
    }
}

extension RowRendering {
    /// The document as clients see it.
    ///
    /// - Throws: ``DocumentError`` where a required member is missing or of a wrong kind.
    public func object(of row: Object) throws(DocumentError) -> Object {
        var object = Object()
        object.reserve(row.count)
        var found: UInt64 = 0
        for entry in row {
            guard let place = members.firstIndex(where: { $0.key == entry.key }),
                let value = members[place].rule.shown(entry.value)
            else { continue }
            found |= 1 << UInt64(place)
            object.append(entry.key, value)
        }
        if let missing = missing(found) { throw missing }
        return object
    }

    /// What is wrong with a document of which only these members were shown, one bit for each by its place.
    public func missing(_ found: UInt64) -> DocumentError? {
        for (place, member) in members.enumerated() where member.isRequired && found & (1 << UInt64(place)) == 0 {
            return DocumentError(path: member.key, expected: "\(member.rule.kind)")
        }
        return nil
    }

    /// The place of a key among the members, looked for from `hint` on: documents hold their keys in a usual order.
    public func place(of key: UnsafeRawBufferPointer, from hint: Int) -> Int? {
        labels.withUnsafeBufferPointer { labels in
            var place = hint
            for _ in 0..<members.count {
                if place >= members.count { place = 0 }
                let start = starts[place] + 1
                let length = starts[place + 1] - 2 - start
                if length == key.count, (0..<length).allSatisfy({ labels[start + $0] == key[$0] }) { return place }
                place += 1
            }
            return nil
        }
    }

    /// Appends the key of a member with its colon.
    public func writeLabel(of place: Int, to text: inout JSONText) {
        labels.withUnsafeBufferPointer { labels in
            text.append(encoded: UnsafeBufferPointer(rebasing: labels[starts[place]..<starts[place + 1]]))
        }
    }
}

extension RowRendering.Rule {
    // Branches instead of `?:`, where `nil` would be read as a `Value`.
    /// The value as clients see it, or `nil` when they do not.
    public func shown(_ value: Value) -> Value? {
        switch self {
        case .text: value.string == nil ? Value?.none : value
        case .integerUnlessZero: value.integer.flatMap { if $0 == 0 { nil } else { .int($0) } }
        case .ifTrue: value.bool == true ? value : Value?.none
        case .array: value.array == nil ? Value?.none : value
        case .arrayUnlessEmpty: value.array?.isEmpty == false ? value : Value?.none
        case .objectUnlessEmpty: value.object?.isEmpty == false ? value : Value?.none
        case .time: value.timestamp.map { .date($0) }
        case .computed(let compute): compute(value)
        }
    }

    /// What a value must be, in words.
    fileprivate var kind: String {
        switch self {
        case .text: "string"
        case .integerUnlessZero: "integer"
        case .ifTrue: "Boolean"
        case .array, .arrayUnlessEmpty: "array"
        case .objectUnlessEmpty: "object"
        case .time: "timestamp"
        case .computed: "value"
        }
    }
}
