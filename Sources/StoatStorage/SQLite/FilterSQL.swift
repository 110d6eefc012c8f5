import GRDB
import StoatModels

/// Translates filters to SQL conditions over a table `t`, with every value bound.
///
/// Paths that an index declares hold single values and become bare comparisons that the index answers. Any other path
/// also matches elements of an array there, and members of objects inside an array on the way, as in MongoDB; it is
/// bound like a value, since it may hold ids and each text of a statement stays prepared for good.
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
            let value = extraction(of: try spelled(path))
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
    mutating func sortKey(_ path: String) throws -> String {
        path == "_id" ? "t.id" : extraction(of: try spelled(path))
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

    /// The value at a path of the document: spelled as in the index if it is declared there, bound otherwise.
    private mutating func extraction(of place: SQLPath) -> String {
        isScalar(place.dotted) ? place.extraction(from: "t.doc") : bound("json_extract", "t.doc", place)
    }

    /// A JSON function of a path that is bound.
    private mutating func bound(_ function: String, _ source: String, _ place: SQLPath) -> String {
        "\(function)(\(source),\(bind(place.text.databaseValue)))"
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
            return anyValue(at: place.steps[...], of: "t.doc") { builder, spot in
                "\(builder.type(of: spot)) = '\(flag)'"
            }
        }
        return anyValue(at: place.steps[...], of: "t.doc") { builder, spot in
            let equality = "\(builder.value(of: spot)) = \(builder.bind(key))"
            return value.looksBoolean ? "(\(equality) AND \(builder.type(of: spot)) IN ('integer','real'))" : equality
        }
    }

    private mutating func isIn(_ path: String, _ values: [Value]) throws -> String {
        func isPlain(_ value: Value) -> Bool { value.string != nil || (value.integer != nil && !value.looksBoolean) }
        let plain = values.filter(isPlain)
        let others = values.filter { !isPlain($0) }
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
        return anyValue(at: place.steps[...], of: "t.doc") { builder, spot in
            let value = builder.value(of: spot)
            builder.arguments.append(list)
            return "\(value) IN \(members)"
        }
    }

    private mutating func exists(_ path: String) throws -> String {
        if path == "_id" { return "1" }
        let place = try spelled(path)
        guard place.steps.count > 1, !isScalar(path) else {
            return "(\(bound("json_type", "t.doc", place)) IS NOT NULL)"
        }
        return anyValue(at: place.steps[...], of: "t.doc") { builder, spot in "\(builder.type(of: spot)) IS NOT NULL" }
    }

    /// A condition that the value at the path is null or absent; in an array on the way, that of any element.
    private mutating func isNull(_ steps: ArraySlice<String>, of source: String, depth: Int = 0) -> String {
        let each = "n\(depth)"
        var sql = "(CASE"
        for end in steps.indices {
            let prefix = SQLPath(steps: steps[...end])
            let rest = steps[(end + 1)...]
            sql += " WHEN \(bound("json_type", source, prefix)) = 'array'"
            sql += " THEN EXISTS(SELECT 1 FROM \(bound("json_each", source, prefix)) \(each) WHERE "
            sql +=
                rest.isEmpty
                ? "\(each).type = 'null')"
                : "\(Self.isObject(each)) AND \(isNull(rest, of: "\(each).value", depth: depth + 1)))"
        }
        return sql + " ELSE \(bound("json_extract", source, SQLPath(steps: steps))) IS NULL END)"
    }

    private func isScalar(_ path: String) -> Bool { scalarPaths.contains(path) || path.hasPrefix("_id.") }

    /// A place whose value a condition is about: a path in a JSON text, or an element that `json_each` yields.
    private enum Spot {
        case path(source: String, SQLPath)
        case element(String)
    }

    private mutating func value(of spot: Spot) -> String {
        switch spot {
        case .path(let source, let place): bound("json_extract", source, place)
        case .element(let each): "\(each).value"
        }
    }

    private mutating func type(of spot: Spot) -> String {
        switch spot {
        case .path(let source, let place): bound("json_type", source, place)
        case .element(let each): "\(each).type"
        }
    }

    private mutating func milliseconds(of spot: Spot) -> String {
        switch spot {
        case .path(let source, let place): bound("json_extract", source, place.appending("$date"))
        case .element(let each): "CASE \(each).type WHEN 'object' THEN json_extract(\(each).value,'$.\"$date\"') END"
        }
    }

    // Moments are stored as objects but have no members.
    private static func isObject(_ each: String) -> String {
        "\(each).type = 'object' AND json_type(\(each).value,'$.\"$date\"') IS NULL"
    }

    /// A condition that the value at the path, or an element of an array there, passes `test`.
    private mutating func anyValue(
        at steps: ArraySlice<String>,
        of source: String,
        depth: Int = 0,
        _ test: (inout FilterSQL, Spot) -> String
    ) -> String {
        var parts = [test(&self, .path(source: source, SQLPath(steps: steps)))]
        let each = "e\(depth)"
        for end in steps.indices {
            let prefix = SQLPath(steps: steps[...end])
            let rest = steps[(end + 1)...]
            var part = "(\(bound("json_type", source, prefix)) = 'array' AND EXISTS"
            part += "(SELECT 1 FROM \(bound("json_each", source, prefix)) \(each) WHERE "
            part +=
                rest.isEmpty
                ? test(&self, .element(each))
                : "\(Self.isObject(each)) AND " + anyValue(at: rest, of: "\(each).value", depth: depth + 1, test)
            parts.append(part + "))")
        }
        return "(" + parts.joined(separator: " OR ") + ")"
    }

    // MARK: Ranges

    private mutating func compare(_ path: String, _ side: Filter.Comparison, _ bound: Value) throws -> String {
        let place = try spelled(path)
        switch bound {
        case .string(let text): return range(place, side, text.databaseValue, kinds: "('text')", isText: true)
        case .int32, .int, .double:
            return range(place, side, try DocumentText.key(bound), kinds: "('integer','real')", isText: false)
        case .date(let moment):
            let milliseconds = moment.milliseconds.databaseValue
            if layout.collection.indexes.contains(where: { $0.kind == .expiry(path) }) {
                let value = place.appending("$date").extraction(from: "t.doc")
                return "\(value) \(side.sign) \(bind(milliseconds))"
            }
            return anyValue(at: place.steps[...], of: "t.doc") { builder, spot in
                "\(builder.milliseconds(of: spot)) \(side.sign) \(builder.bind(milliseconds))"
            }
        default:
            throw StorageError(.failed, "a range needs text, a number or a date", collection: layout.collection.name)
        }
    }

    // SQLite sorts numbers before all text and blobs after it. On the `_id` and indexed paths a second bound keeps other
    // kinds out and leaves the range to the index; elsewhere the kind is asked for.
    private mutating func range(
        _ place: SQLPath,
        _ side: Filter.Comparison,
        _ bound: DatabaseValue,
        kinds: String,
        isText: Bool
    ) -> String {
        guard place.dotted == "_id" || isScalar(place.dotted) else {
            return anyValue(at: place.steps[...], of: "t.doc") { builder, spot in
                let kind = builder.type(of: spot)
                return "(\(kind) IN \(kinds) AND \(builder.value(of: spot)) \(side.sign) \(builder.bind(bound)))"
            }
        }
        let value = place.dotted == "_id" ? "t.id" : place.extraction(from: "t.doc")
        let limit = isText ? (side.isUpperBound ? ">= ''" : "< x''") : "< ''"
        return "(\(value) \(limit) AND \(value) \(side.sign) \(bind(bound)))"
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

extension Value {
    /// Whether SQLite's JSON functions answer the same for this number as for a Boolean.
    fileprivate var looksBoolean: Bool {
        switch self {
        case .int32, .int, .double: integer == 0 || integer == 1
        default: false
        }
    }
}
