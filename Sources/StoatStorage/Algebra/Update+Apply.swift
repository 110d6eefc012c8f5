public import StoatModels

/// A change that does not fit the document it is applied to, such as a push to a string.
public struct UpdateMismatch: Error, Equatable, CustomStringConvertible {
    /// The dotted path of the change.
    public let path: String
    /// What stood in the way.
    public let reason: String

    /// The words for the log.
    public var description: String { "\(path): \(reason)" }
}

extension Update {
    /// Performs the changes on a document in memory, with the meaning they have in MongoDB.
    ///
    /// - Parameter isInsert: whether an upsert is making the document, so that ``Change/setOnInsert(_:)`` counts.
    /// - Throws: ``UpdateMismatch`` where MongoDB refuses the update too; the document is then undefined.
    public func apply(to document: inout Object, isInsert: Bool = false) throws(UpdateMismatch) {
        for (path, change) in changes {
            if case .setOnInsert = change, !isInsert { continue }
            let steps = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let walk = PathWalk(path: path, createsParents: change.createsParents, ignoresObstacles: change == .unset)
            try walk.descend(into: &document, steps[...]) { value throws(UpdateMismatch) in
                try change.apply(to: &value, path: path)
            }
        }
    }
}

extension Update.Change {
    fileprivate var createsParents: Bool {
        switch self {
        case .unset, .pull, .pullWhere, .pullMatching: false
        case .set, .setOnInsert, .increment, .max, .push, .pushLast, .addToSet: true
        }
    }

    fileprivate func apply(to value: inout Value?, path: String) throws(UpdateMismatch) {
        switch self {
        case .set(let new), .setOnInsert(let new): value = new
        case .unset: value = nil
        case .increment(let amount): value = try Self.sum(value, amount, path: path)
        case .max(let bound):
            if let current = value, !current.precedes(bound) { return }
            value = bound
        case .push(let new):
            value = .array(try Self.elements(value, path: path) + new)
        case .pushLast(let new, keeping: let count):
            value = .array((try Self.elements(value, path: path) + new).suffix(count))
        case .addToSet(let new):
            var elements = try Self.elements(value, path: path)
            for element in new where !elements.contains(element) { elements.append(element) }
            value = .array(elements)
        case .pull(let unwanted): try Self.remove(from: &value, path: path) { unwanted.contains($0) }
        case .pullWhere(let side, let bound): try Self.remove(from: &value, path: path) { $0.lies(side, bound) }
        case .pullMatching(let members):
            try Self.remove(from: &value, path: path) { element in
                guard case .object(let object) = element else { return false }
                return members.entries.allSatisfy { object[$0.key] == $0.value }
            }
        }
    }

    private static func sum(_ value: Value?, _ amount: Int64, path: String) throws(UpdateMismatch) -> Value {
        switch value {
        case nil: return .int(amount)
        case .double(let number)?: return .double(number + Double(amount))
        case let value?:
            guard let number = value.integer else { throw UpdateMismatch(path: path, reason: "not a number") }
            let (sum, overflow) = number.addingReportingOverflow(amount)
            guard !overflow else { throw UpdateMismatch(path: path, reason: "out of range") }
            return .int(sum)
        }
    }

    private static func elements(_ value: Value?, path: String) throws(UpdateMismatch) -> [Value] {
        switch value {
        case nil: return []
        case .array(let elements)?: return elements
        default: throw UpdateMismatch(path: path, reason: "not an array")
        }
    }

    private static func remove(
        from value: inout Value?,
        path: String,
        where isUnwanted: (Value) -> Bool
    ) throws(UpdateMismatch) {
        guard value != nil else { return }
        var elements = try elements(value, path: path)
        elements.removeAll(where: isUnwanted)
        value = .array(elements)
    }
}

/// Finds the place of a dotted path, where a step is a key, the index of an array element, or `$[]` for all elements.
private struct PathWalk {
    let path: String
    let createsParents: Bool
    /// Whether a parent of the wrong kind means that there is nothing to do.
    let ignoresObstacles: Bool

    typealias Body = (inout Value?) throws(UpdateMismatch) -> Void

    func descend(into object: inout Object, _ steps: ArraySlice<String>, _ body: Body) throws(UpdateMismatch) {
        guard let key = steps.first, !key.isEmpty else { throw UpdateMismatch(path: path, reason: "empty step") }
        var value = object[key]
        try visit(&value, after: steps.dropFirst(), body)
        object[key] = value
    }

    private func visit(_ value: inout Value?, after rest: ArraySlice<String>, _ body: Body) throws(UpdateMismatch) {
        guard let next = rest.first else { return try body(&value) }
        switch value {
        case .object(var child)?:
            try descend(into: &child, rest, body)
            value = .object(child)
        case .array(var elements)?:
            try descend(into: &elements, rest, body)
            value = .array(elements)
        case nil where next == "$[]": throw UpdateMismatch(path: path, reason: "no array there")
        case nil where createsParents:
            var child = Object()
            try descend(into: &child, rest, body)
            value = .object(child)
        case nil: return
        default:
            if !ignoresObstacles { throw UpdateMismatch(path: path, reason: "a parent is neither object nor array") }
        }
    }

    private func descend(
        into elements: inout [Value],
        _ steps: ArraySlice<String>,
        _ body: Body
    ) throws(UpdateMismatch) {
        guard let step = steps.first else { return }
        if step == "$[]" {
            for index in elements.indices { try visit(element: index, of: &elements, after: steps.dropFirst(), body) }
        } else if let index = Int(step), index >= 0 {
            guard index < elements.count || createsParents else { return }
            guard index < Self.longestArray else { throw UpdateMismatch(path: path, reason: "index too large") }
            while elements.count <= index { elements.append(.null) }
            try visit(element: index, of: &elements, after: steps.dropFirst(), body)
        } else if !ignoresObstacles {
            throw UpdateMismatch(path: path, reason: "an array has no key '\(step)'")
        }
    }

    private func visit(
        element index: Int,
        of elements: inout [Value],
        after rest: ArraySlice<String>,
        _ body: Body
    ) throws(UpdateMismatch) {
        var element: Value? = elements[index]
        try visit(&element, after: rest, body)
        elements[index] = element ?? .null
    }

    /// Far above every array that is stored; keeps a wild index from filling the memory.
    private static let longestArray = 100_000
}
