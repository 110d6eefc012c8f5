internal import StoatModels

/// The algebra in MongoDB's query language.
enum MongoTranslation {
    /// The collation of case-insensitive comparisons and indexes.
    static let caseInsensitive: Object = ["locale": "en", "strength": 2]

    /// The options that make an operation ignore case where its filter asks for it.
    static func collation(for filter: Filter) -> Object {
        filter.ignoresCase ? ["collation": .object(caseInsensitive)] : [:]
    }

    /// A filter document.
    static func filter(_ filter: Filter, in collection: Collection) -> Object {
        switch filter {
        case .all: [:]
        case .equals(let path, .object(let object)) where object.entries.first?.key.hasPrefix("$") == true:
            [path: ["$eq": .object(object)]]
        case .equals(let path, let value): [path: value]
        case .equalsIgnoringCase(let path, let text): [path: .string(text)]
        case .notEquals(let path, let value): [path: ["$ne": value]]
        case .isIn(let path, let values): [path: ["$in": .array(values)]]
        case .notIn(let path, let values): [path: ["$nin": .array(values)]]
        case .compare(let path, let side, let bound): [path: .object([name(of: side): bound])]
        case .exists(let path, let isThere): [path: ["$exists": .bool(isThere)]]
        case .containsAll(let path, let values): [path: ["$all": .array(values)]]
        case .text(let words): MongoText.condition(words, path: collection.textPath)
        case .and(let parts): conjunction(parts.map { self.filter($0, in: collection) })
        case .or(let parts):
            parts.isEmpty
                ? ["_id": ["$in": []]] : ["$or": .array(parts.map { .object(self.filter($0, in: collection)) })]
        }
    }

    // One flat document reads better in the server's logs; `$and` is needed only for repeated keys.
    private static func conjunction(_ parts: [Object]) -> Object {
        let documents = parts.filter { !$0.isEmpty }
        var keys: Set<String> = []
        let isFlat = documents.allSatisfy { $0.keys.allSatisfy { keys.insert($0).inserted } }
        if isFlat { return Object(documents.flatMap { $0.entries.map { ($0.key, $0.value) } }) }
        return ["$and": .array(documents.map { .object($0) })]
    }

    /// The filter of an update.
    ///
    /// MongoDB refuses to make an `_id` from dotted conditions, so for an upsert they become one document in the order
    /// given.
    static func selector(_ filter: Filter, in collection: Collection, upsert: Bool) -> Object {
        let flat = self.filter(filter, in: collection)
        guard upsert, flat.entries.contains(where: { $0.key.hasPrefix("_id.") }) else { return flat }
        var id = Object()
        var rest = Object()
        for entry in flat {
            if entry.key.hasPrefix("_id.") {
                id.append(String(entry.key.dropFirst(4)), entry.value)
            } else {
                rest.append(entry.key, entry.value)
            }
        }
        rest.append("_id", .object(id))
        return rest
    }

    private static func name(of side: Filter.Comparison) -> String {
        switch side {
        case .lessThan: "$lt"
        case .atMost: "$lte"
        case .greaterThan: "$gt"
        case .atLeast: "$gte"
        }
    }

    /// An update document without empty operators, which servers before 5.0 refuse.
    ///
    /// An upsert whose filter names no `_id` makes a ULID; MongoDB itself would make an object id.
    static func update(_ update: Update, for filter: Filter, upsert: Bool) -> Object {
        var document = operators(update)
        if upsert, !filter.equalities.contains(where: { $0.path == "_id" || $0.path.hasPrefix("_id.") }) {
            var inserted = document.optionalObject("$setOnInsert") ?? [:]
            if inserted["_id"] == nil { inserted.append("_id", .string(ULID().description)) }
            document["$setOnInsert"] = .object(inserted)
        }
        // Something that does nothing to a document that is there, and no harm to a new one.
        if document.isEmpty {
            document.append("$setOnInsert", .object(["_id": filter.requiredID ?? .string(ULID().description)]))
        }
        return document
    }

    private static func operators(_ update: Update) -> Object {
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
        var options: Object = ["maxTimeMS": .int32(MongoSettings.readLimit)]
        if !query.sort.isEmpty { options.append("sort", .object(sort(query))) }
        if let limit = query.limit {
            options.append("limit", .int(Int64(limit)))
            // One round trip for what fits in one; the server's first batch holds 101 documents by itself.
            if limit > 101 { options.append("batchSize", .int(Int64(min(limit, 1000)))) }
        }
        if query.skip > 0 { options.append("skip", .int(Int64(query.skip))) }
        if let fields = query.fields {
            let wanted = fields.filter { $0 != "_id" } + ["_id"]
            options.append("projection", .object(Object(wanted.map { ($0, .int32(1)) })))
        }
        for option in collation(for: query.filter) { options.append(option.key, option.value) }
        return options
    }

    private static func sort(_ query: Query) -> Object {
        // A scan knows no relevance: the newest come first.
        let isScan = query.filter.searchText.map(MongoText.needsScan) ?? false
        return Object(
            query.sort.map { key in
                guard key == .relevance else { return (key.path, .int32(key.isAscending ? 1 : -1)) }
                return isScan ? ("_id", .int32(-1)) : ("score", ["$meta": "textScore"])
            }
        )
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
