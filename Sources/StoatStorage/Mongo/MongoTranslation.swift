internal import StoatModels

/// The algebra in MongoDB's query language.
enum MongoTranslation {
    /// A filter document.
    static func filter(_ filter: Filter) -> Object {
        switch filter {
        case .all: [:]
        case .equals(let path, let value): [path: value]
        case .equalsIgnoringCase(let path, let text): [path: .string(text)]
        case .notEquals(let path, let value): [path: ["$ne": value]]
        case .isIn(let path, let values): [path: ["$in": .array(values)]]
        case .notIn(let path, let values): [path: ["$nin": .array(values)]]
        case .compare(let path, let side, let bound): [path: .object([name(of: side): bound])]
        case .exists(let path, let isThere): [path: ["$exists": .bool(isThere)]]
        case .containsAll(let path, let values): values.isEmpty ? [:] : [path: ["$all": .array(values)]]
        case .text(let words): ["$text": ["$search": .string(words)]]
        case .and(let parts): conjunction(parts)
        case .or(let parts):
            parts.isEmpty
                ? ["_id": ["$in": []]] : ["$or": .array(parts.map { .object(self.filter($0)) })]
        }
    }

    // One flat document reads better in the server's logs and suits upserts; `$and` is needed only for repeated keys.
    private static func conjunction(_ parts: [Filter]) -> Object {
        let documents = parts.map(filter).filter { !$0.isEmpty }
        var keys: Set<String> = []
        let isFlat = documents.allSatisfy { $0.keys.allSatisfy { keys.insert($0).inserted } }
        if isFlat { return Object(documents.flatMap { $0.entries.map { ($0.key, $0.value) } }) }
        return ["$and": .array(documents.map { .object($0) })]
    }

    /// A filter for an upsert: MongoDB refuses to build an `_id` from dotted conditions, so they become one document
    /// in the order given.
    static func upsertFilter(_ filter: Filter) -> Object {
        let flat = self.filter(filter)
        var id = Object()
        var rest = Object()
        for entry in flat {
            if entry.key.hasPrefix("_id.") {
                id.append(String(entry.key.dropFirst(4)), entry.value)
            } else {
                rest.append(entry.key, entry.value)
            }
        }
        if !id.isEmpty { rest.append("_id", .object(id)) }
        return rest
    }

    /// Whether the filter compares text without case, which is a collation of the whole operation.
    static func ignoresCase(_ filter: Filter) -> Bool {
        switch filter {
        case .equalsIgnoringCase: true
        case .and(let parts), .or(let parts): parts.contains(where: ignoresCase)
        default: false
        }
    }

    /// The collation of case-insensitive comparisons and indexes.
    static let caseInsensitive: Object = ["locale": "en", "strength": 2]

    private static func name(of side: Filter.Comparison) -> String {
        switch side {
        case .lessThan: "$lt"
        case .atMost: "$lte"
        case .greaterThan: "$gt"
        case .atLeast: "$gte"
        }
    }

    /// An update document without empty operators, which servers before 5.0 refuse.
    static func update(_ update: Update) -> Object {
        var document = Object()
        func add(_ operation: String, _ path: String, _ value: Value) {
            var members = document.optionalObject(operation) ?? [:]
            members.append(path, value)
            document[operation] = .object(members)
        }
        for (path, change) in update.changes {
            switch change {
            case .set(let value): add("$set", path, value)
            case .setOnInsert(let value): add("$setOnInsert", path, value)
            case .unset: add("$unset", path, "")
            case .increment(let amount): add("$inc", path, .int(amount))
            case .max(let value): add("$max", path, value)
            case .push(let values): add("$push", path, ["$each": .array(values)])
            case .pushLast(let values, keeping: let count):
                add("$push", path, ["$each": .array(values), "$slice": .int(Int64(-count))])
            case .addToSet(let values): add("$addToSet", path, ["$each": .array(values)])
            case .pull(let values): add("$pull", path, ["$in": .array(values)])
            case .pullWhere(let side, let bound): add("$pull", path, .object([name(of: side): bound]))
            case .pullMatching(let members): add("$pull", path, .object(members))
            }
        }
        return document
    }

    /// The options of a find.
    static func options(_ query: Query) -> Object {
        var options = Object()
        if !query.sort.isEmpty { options.append("sort", .object(sort(query.sort))) }
        if let limit = query.limit { options.append("limit", .int(Int64(limit))) }
        if query.skip > 0 { options.append("skip", .int(Int64(query.skip))) }
        if let fields = query.fields {
            options.append("projection", .object(Object((fields + ["_id"]).map { ($0, .int32(1)) })))
        }
        if ignoresCase(query.filter) { options.append("collation", .object(caseInsensitive)) }
        return options
    }

    private static func sort(_ keys: [Query.Sort]) -> Object {
        Object(
            keys.map { key in
                key == .relevance
                    ? ("score", ["$meta": "textScore"]) : (key.path, .int32(key.isAscending ? 1 : -1))
            })
    }

    /// One entry of a `createIndexes` command.
    static func index(_ index: Index) -> Object {
        var document: Object = ["name": .string(index.name)]
        switch index.kind {
        case .keys(let paths): document.append("key", .object(Object(paths.map { ($0, .int32(1)) })))
        case .elements(let path): document.append("key", .object([path: .int32(1)]))
        case .text(let path, _): document.append("key", .object([path: "text"]))
        case .expiry(let path):
            document.append("key", .object([path: .int32(1)]))
            document.append("expireAfterSeconds", .int32(0))
        }
        document.append("unique", ifTrue: index.isUnique)
        if index.ignoresCase { document.append("collation", .object(caseInsensitive)) }
        return document
    }
}
