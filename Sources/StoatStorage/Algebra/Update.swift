public import StoatModels

/// A change to one document, path by path.
///
/// Paths absent from it keep their values, unknown keys survive.
///
/// Two changes of one path conflict in MongoDB; ``Update`` resolves them when they are added: a set wins over an unset
/// of the same path, and a later change of a path replaces an earlier one.
public struct Update: Sendable, Equatable {
    /// What happens at one path.
    public enum Change: Sendable, Equatable {
        /// Replaces the value, creating parents.
        case set(Value)
        /// Replaces the value only where an upsert inserts the document.
        case setOnInsert(Value)
        /// Removes the key.
        case unset
        /// Adds to an integer; an absent one counts as 0.
        case increment(Int64)
        /// Raises the value to this one where it is smaller or absent (text by bytes, so ULIDs by time).
        case max(Value)
        /// Appends all of these to an array; an absent one is created.
        case push([Value])
        /// Appends all of these to an array, then keeps its last `keeping` elements only.
        case pushLast([Value], keeping: Int)
        /// Appends those of these that the array does not hold.
        case addToSet([Value])
        /// Removes every element equal to one of these.
        case pull([Value])
        /// Removes every element that lies on this side of the bound.
        case pullWhere(Filter.Comparison, Value)
        /// Removes every element object whose members include these, e.g. the relation to one user.
        case pullMatching(Object)
    }

    /// The changes in the order they were added, one per path.
    public private(set) var changes: [(path: String, change: Change)]

    /// An update that changes nothing yet.
    public init() { self.changes = [] }

    /// Whether there is nothing to do.
    public var isEmpty: Bool { changes.isEmpty }

    /// Adds a change, resolving conflicts as the type says.
    public mutating func add(_ path: String, _ change: Change) {
        if let index = changes.firstIndex(where: { $0.path == path }) {
            if case .unset = change, case .set = changes[index].change { return }
            changes[index].change = change
        } else {
            changes.append((path, change))
        }
    }

    /// Whether both are the same, by name or by value.
    public static func == (left: Update, right: Update) -> Bool {
        left.changes.count == right.changes.count
            && zip(left.changes, right.changes).allSatisfy { $0.path == $1.path && $0.change == $1.change }
    }
}

extension Update {
    /// This update and one more `set`.
    public func set(_ path: String, _ value: Value) -> Update { adding(path, .set(value)) }

    /// This update and one more `unset`.
    public func unset(_ path: String) -> Update { adding(path, .unset) }

    /// This update and one more change.
    public func adding(_ path: String, _ change: Change) -> Update {
        var copy = self
        copy.add(path, change)
        return copy
    }
}
