import GRDB
import StoatModels

/// Translates filters to SQL conditions over a table `t`, with every value bound.
///
/// Paths that an index declares hold single values and become bare comparisons that the index answers. Any other path
/// also matches elements of an array there, and members of objects inside an array on the way, as in MongoDB.
struct FilterSQL {
    let layout: TableLayout
    private let scalarPaths: Set<String>
    /// The bound values, in the order of their question marks.
    private(set) var arguments: [DatabaseValue] = []

    init(_ layout: TableLayout) {
        self.layout = layout
        self.scalarPaths = layout.scalarPaths
    }

    /// The condition, whose values are appended to ``arguments``.
    mutating func condition(_ filter: Filter) throws -> String {
        switch filter {
        case .all: return "1"
        case .equals(let path, let value): return try equals(path, value)
        case .equalsIgnoringCase(let path, let text):
            let value = try spelled(path).extraction(from: "t.doc")
            return "\(CaseFolding.functionName)(\(value)) = \(bind(CaseFolding.fold(text).databaseValue))"
        case .notEquals(let path, let value): return "(\(try equals(path, value))) IS NOT TRUE"
        case .isIn(let path, let values): return try isIn(path, values)
        case .notIn(let path, let values): return "(\(try isIn(path, values))) IS NOT TRUE"
        case .compare(let path, let side, let bound): return try compare(path, side, bound)
        case .exists(let path, let isWanted):
            return try exists(path) + (isWanted ? "" : " IS NOT TRUE")
        case .containsAll(_, let values) where values.isEmpty: return "0"
        case .containsAll(let path, let values):
            return try joined(values.map { .equals(path, $0) }, by: "AND", whenEmpty: "1")
        case .text: return "1"  // The full-text table is joined instead.
        case .and(let filters): return try joined(filters, by: "AND", whenEmpty: "1")
        case .or(let filters): return try joined(filters, by: "OR", whenEmpty: "0")
        }
    }

    /// Adds a bound value and answers its place holder.
    mutating func bind(_ value: DatabaseValue) -> String {
        arguments.append(value)
        return "?"
    }

    /// The expression to sort by for a path.
    func sortKey(_ path: String) throws -> String {
        path == "_id" ? "t.id" : try spelled(path).extraction(from: "t.doc")
    }

    private mutating func joined(_ filters: [Filter], by word: String, whenEmpty: String) throws -> String {
        guard !filters.isEmpty else { return whenEmpty }
        var parts: [String] = []
        for filter in filters { parts.append(try condition(filter)) }
        return "(" + parts.joined(separator: " \(word) ") + ")"
    }

    private func spelled(_ path: String) throws -> SQLPath {
        let spelled = SQLPath(path)
        guard spelled.isSpellable else {
            throw StorageError(.failed, "unusable path in a filter", collection: layout.collection.name)
        }
        return spelled
    }

    // MARK: Equality

    private mutating func equals(_ path: String, _ value: Value) throws -> String {
        if path == "_id" { return "t.id = \(bind(try DocumentText.identifier(value)))" }
        let place = try spelled(path)
        if value.isNull {
            return isScalar(path) ? "\(place.extraction(from: "t.doc")) IS NULL" : isNull(place.steps[...], of: "t.doc")
        }
        let key = try DocumentText.key(value)
        if let elements = layout.elementTable(of: path) {
            return "t.seq IN (SELECT owner FROM \(elements) WHERE value = \(bind(key)))"
        }
        if isScalar(path) { return "\(place.extraction(from: "t.doc")) = \(bind(key))" }
        if let flag = value.bool {
            return anyValue(at: place.steps[...], of: "t.doc") { _, _, type in "\(type) = '\(flag)'" }
        }
        return anyValue(at: place.steps[...], of: "t.doc") { builder, value, _ in "\(value) = \(builder.bind(key))" }
    }

    private mutating func isIn(_ path: String, _ values: [Value]) throws -> String {
        let plain = values.filter { $0.string != nil || $0.integer != nil }
        let others = values.filter { $0.string == nil && $0.integer == nil }
        var parts: [String] = []
        if !plain.isEmpty { parts.append(try isInPlain(path, plain)) }
        for value in others { parts.append(try equals(path, value)) }
        return parts.isEmpty ? "0" : parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " OR ") + ")"
    }

    // One bound list whatever its length, so that the statement is the same and stays prepared.
    private mutating func isInPlain(_ path: String, _ values: [Value]) throws -> String {
        let list = try DocumentText.json(.array(values)).databaseValue
        let members = "(SELECT value FROM json_each(?))"
        if path == "_id" {
            arguments.append(list)
            return "t.id IN \(members)"
        }
        let place = try spelled(path)
        if let elements = layout.elementTable(of: path) {
            arguments.append(list)
            return "t.seq IN (SELECT owner FROM \(elements) WHERE value IN \(members))"
        }
        if isScalar(path) {
            arguments.append(list)
            return "\(place.extraction(from: "t.doc")) IN \(members)"
        }
        return anyValue(at: place.steps[...], of: "t.doc") { builder, value, _ in
            builder.arguments.append(list)
            return "\(value) IN \(members)"
        }
    }

    private mutating func exists(_ path: String) throws -> String {
        if path == "_id" { return "1" }
        let place = try spelled(path)
        guard place.steps.count > 1, !isScalar(path) else { return "(\(place.type(from: "t.doc")) IS NOT NULL)" }
        return anyValue(at: place.steps[...], of: "t.doc") { _, _, type in "\(type) IS NOT NULL" }
    }

    /// A condition that the value at the path is null or absent; in an array on the way, that of any element.
    private func isNull(_ steps: ArraySlice<String>, of source: String, depth: Int = 0) -> String {
        let each = "n\(depth)"
        let cases = steps.indices.map { end in
            let prefix = SQLPath(steps: steps[...end])
            let rest = steps[(end + 1)...]
            let inner =
                rest.isEmpty
                ? "\(each).type = 'null'"
                : "\(each).type = 'object' AND \(isNull(rest, of: "\(each).value", depth: depth + 1))"
            return """
                WHEN \(prefix.type(from: source)) = 'array' \
                THEN EXISTS(SELECT 1 FROM json_each(\(source),\(prefix.literal)) \(each) WHERE \(inner))
                """
        }
        let plain = "\(SQLPath(steps: steps).extraction(from: source)) IS NULL"
        return "(CASE \(cases.joined(separator: " ")) ELSE \(plain) END)"
    }

    private func isScalar(_ path: String) -> Bool { scalarPaths.contains(path) || path.hasPrefix("_id.") }

    /// A condition that the value at the path, or an element of an array there, passes `test`, which is given the
    /// expressions of a value and of its kind.
    private mutating func anyValue(
        at steps: ArraySlice<String>,
        of source: String,
        depth: Int = 0,
        _ test: (inout FilterSQL, _ value: String, _ type: String) -> String
    ) -> String {
        let place = SQLPath(steps: steps)
        var parts = [test(&self, place.extraction(from: source), place.type(from: source))]
        let each = "e\(depth)"
        for end in steps.indices {
            let prefix = SQLPath(steps: steps[...end])
            let rest = steps[(end + 1)...]
            let inner =
                rest.isEmpty
                ? test(&self, "\(each).value", "\(each).type")
                : "\(each).type = 'object' AND "
                    + anyValue(at: rest, of: "\(each).value", depth: depth + 1, test)
            parts.append(
                "(\(prefix.type(from: source)) = 'array' AND EXISTS"
                    + "(SELECT 1 FROM json_each(\(source),\(prefix.literal)) \(each) WHERE \(inner)))"
            )
        }
        return "(" + parts.joined(separator: " OR ") + ")"
    }

    // MARK: Ranges

    private mutating func compare(_ path: String, _ side: Filter.Comparison, _ bound: Value) throws -> String {
        let place = try spelled(path)
        let sign = side.sign
        switch bound {
        case .string(let text):
            // SQLite sorts numbers before all text and blobs after it; the second bound keeps other kinds out and
            // leaves the range to the index.
            let value = path == "_id" ? "t.id" : place.extraction(from: "t.doc")
            let guardTerm = side.isUpperBound ? "\(value) >= ''" : "\(value) < x''"
            let range = "\(guardTerm) AND \(value) \(sign) \(bind(text.databaseValue))"
            return path == "_id" || isScalar(path)
                ? "(\(range))" : "(\(place.type(from: "t.doc")) = 'text' AND \(range))"
        case .int32, .int, .double:
            let value = path == "_id" ? "t.id" : place.extraction(from: "t.doc")
            let range = "\(value) < '' AND \(value) \(sign) \(bind(try DocumentText.key(bound)))"
            return path == "_id" || isScalar(path)
                ? "(\(range))" : "(\(place.type(from: "t.doc")) IN ('integer','real') AND \(range))"
        case .date(let moment):
            let value = place.appending("$date").extraction(from: "t.doc")
            return "\(value) \(sign) \(bind(moment.milliseconds.databaseValue))"
        default:
            throw StorageError(.failed, "a range needs text, a number or a date", collection: layout.collection.name)
        }
    }
}

extension Filter.Comparison {
    fileprivate var sign: String {
        switch self {
        case .lessThan: "<"
        case .atMost: "<="
        case .greaterThan: ">"
        case .atLeast: ">="
        }
    }

    fileprivate var isUpperBound: Bool { self == .lessThan || self == .atMost }
}
