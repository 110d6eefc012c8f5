import StoatModels

/// The order in which stored values compare: MongoDB's.
extension Value {
    /// The place of the kind among all kinds; numbers of every width share one.
    var kindRank: Int {
        switch self {
        case .null: 1
        case .int32, .int, .double: 2
        case .string: 3
        case .object: 4
        case .array: 5
        case .bool: 8
        case .date: 9
        }
    }

    /// Whether this value sorts before another: by kind first, then by value; text by its bytes.
    func precedes(_ other: Value) -> Bool {
        guard kindRank == other.kindRank else { return kindRank < other.kindRank }
        switch (self, other) {
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.bool(let left), .bool(let right)): return !left && right
        case (.date(let left), .date(let right)): return left < right
        case (.array(let left), .array(let right)): return left.lexicographicallyPrecedes(right) { $0.precedes($1) }
        case (.object(let left), .object(let right)):
            return left.entries.lexicographicallyPrecedes(right.entries) { one, two in
                one.key == two.key ? one.value.precedes(two.value) : one.key < two.key
            }
        default:
            if let left = integer, let right = other.integer { return left < right }
            return (number ?? 0) < (other.number ?? 0)
        }
    }

    /// Whether this value is of the same kind as `bound` and lies on that side of it.
    func lies(_ side: Filter.Comparison, _ bound: Value) -> Bool {
        guard kindRank == bound.kindRank else { return false }
        return switch side {
        case .lessThan: precedes(bound)
        case .atMost: !bound.precedes(self)
        case .greaterThan: bound.precedes(self)
        case .atLeast: !precedes(bound)
        }
    }

    private var number: Double? {
        switch self {
        case .int32(let number): Double(number)
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
