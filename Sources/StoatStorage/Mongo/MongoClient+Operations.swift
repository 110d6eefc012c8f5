internal import CMongoc
internal import Logging
internal import StoatModels

/// The operations of the algebra on one connection. Blocking; on the store's threads only.
extension MongoClient {
    func find(_ query: Query) throws -> [Object] {
        let name = query.collection.name
        return try withCollection(name) { collection in
            try withBSON(MongoTranslation.filter(query.filter)) { filter in
                try withBSON(MongoTranslation.options(query)) { options in
                    let cursor: OpaquePointer = mongoc_collection_find_with_opts(collection, filter, options, nil)
                    defer { mongoc_cursor_destroy(cursor) }
                    var rows: [Object] = []
                    rows.reserveCapacity(min(query.limit ?? 16, 128))
                    var document: OpaquePointer?
                    while mongoc_cursor_next(cursor, &document) { rows.append(try readBSON(document)) }
                    var error = bson_error_t()
                    if mongoc_cursor_error(cursor, &error) {
                        throw StorageError(error, operation: query.limit == 1 ? "find_one" : "find", collection: name)
                    }
                    return rows
                }
            }
        }
    }

    /// One ordered bulk per run of writes to the same collection.
    func write(_ writes: [Write]) throws -> WriteResult {
        var result = WriteResult()
        var rest = writes[...]
        while let first = rest.first {
            let name = first.collection.name
            let run = rest.prefix { $0.collection.name == name }
            rest = rest.dropFirst(run.count)
            let part = try bulk(Array(run), collection: name)
            result.matched += part.matched
            result.upserted += part.upserted
        }
        return result
    }

    private func bulk(_ writes: [Write], collection name: String) throws -> WriteResult {
        try withCollection(name) { collection in
            let bulk: OpaquePointer = mongoc_collection_create_bulk_operation_with_opts(collection, nil)
            defer { mongoc_bulk_operation_destroy(bulk) }
            var emptyMatches = 0
            var isEmpty = true
            for write in writes {
                if case .update(let target, let filter, let update, _, let upsert) = write, update.isEmpty, !upsert {
                    emptyMatches += try count(target, where: filter)
                    continue
                }
                isEmpty = false
                try add(write, to: bulk, name: name)
            }
            guard !isEmpty else { return WriteResult(matched: emptyMatches) }
            let reply = bson_new()
            defer { bson_destroy(reply) }
            var error = bson_error_t()
            guard mongoc_bulk_operation_execute(bulk, reply, &error) != 0 else {
                throw StorageError(error, operation: writes.first?.operationName ?? "write", collection: name)
            }
            let summary = try readBSON(reply)
            func figure(_ key: String) -> Int { Int(summary.optionalInteger(key) ?? 0) }
            return WriteResult(
                matched: emptyMatches + figure("nMatched") + figure("nRemoved"), upserted: figure("nUpserted"))
        }
    }

    private func add(_ write: Write, to bulk: OpaquePointer, name: String) throws {
        var error = bson_error_t()
        var options = Object()
        let isAdded: Bool
        switch write {
        case .insert(_, let document):
            isAdded = try withBSON(document) { mongoc_bulk_operation_insert_with_opts(bulk, $0, nil, &error) }
        case .replace(_, let document):
            isAdded = try withBSON(["_id": document["_id"] ?? .null]) { filter in
                try withBSON(document) { replacement in
                    try withBSON(["upsert": true]) {
                        mongoc_bulk_operation_replace_one_with_opts(bulk, filter, replacement, $0, &error)
                    }
                }
            }
        case .update(_, let filter, let update, let scope, let upsert):
            if upsert { options.append("upsert", true) }
            if MongoTranslation.ignoresCase(filter) {
                options.append("collation", .object(MongoTranslation.caseInsensitive))
            }
            let selector = upsert ? MongoTranslation.upsertFilter(filter) : MongoTranslation.filter(filter)
            isAdded = try withBSON(selector) { selector in
                try withBSON(MongoTranslation.update(update)) { change in
                    try withBSON(options) { options in
                        scope == .one
                            ? mongoc_bulk_operation_update_one_with_opts(bulk, selector, change, options, &error)
                            : mongoc_bulk_operation_update_many_with_opts(bulk, selector, change, options, &error)
                    }
                }
            }
        case .delete(_, let filter, let scope):
            if MongoTranslation.ignoresCase(filter) {
                options.append("collation", .object(MongoTranslation.caseInsensitive))
            }
            isAdded = try withBSON(MongoTranslation.filter(filter)) { selector in
                try withBSON(options) { options in
                    scope == .one
                        ? mongoc_bulk_operation_remove_one_with_opts(bulk, selector, options, &error)
                        : mongoc_bulk_operation_remove_many_with_opts(bulk, selector, options, &error)
                }
            }
        }
        guard isAdded else { throw StorageError(error, operation: write.operationName, collection: name) }
    }

    func findAndUpdate(
        _ collection: Collection, where filter: Filter, _ update: Update, upsert: Bool, returning: ReturnedDocument
    ) throws -> Object? {
        let selector = upsert ? MongoTranslation.upsertFilter(filter) : MongoTranslation.filter(filter)
        guard !update.isEmpty else { return try find(Query(collection, where: filter, limit: 1)).first }
        var command: Object = [
            "findAndModify": .string(collection.name), "query": .object(selector),
            "update": .object(MongoTranslation.update(update)), "new": .bool(returning == .after),
        ]
        command.append("upsert", ifTrue: upsert)
        if MongoTranslation.ignoresCase(filter) {
            command.append("collation", .object(MongoTranslation.caseInsensitive))
        }
        return try self.command(
            command, operation: "find_one_and_update", collection: collection.name, isWrite: true
        ).optionalObject("value")
    }

    func findAndDelete(_ collection: Collection, where filter: Filter) throws -> Object? {
        var command: Object = [
            "findAndModify": .string(collection.name), "query": .object(MongoTranslation.filter(filter)),
            "remove": true,
        ]
        if MongoTranslation.ignoresCase(filter) {
            command.append("collation", .object(MongoTranslation.caseInsensitive))
        }
        return try self.command(
            command, operation: "find_one_and_delete", collection: collection.name, isWrite: true
        ).optionalObject("value")
    }

    func count(_ collection: Collection, where filter: Filter) throws -> Int {
        var options = Object()
        if MongoTranslation.ignoresCase(filter) {
            options.append("collation", .object(MongoTranslation.caseInsensitive))
        }
        return try withCollection(collection.name) { handle in
            try withBSON(MongoTranslation.filter(filter)) { filter in
                try withBSON(options) { options in
                    var error = bson_error_t()
                    let count = mongoc_collection_count_documents(handle, filter, options, nil, nil, &error)
                    guard count >= 0 else {
                        throw StorageError(error, operation: "count_documents", collection: collection.name)
                    }
                    return Int(count)
                }
            }
        }
    }

    /// Creates the collection and its indexes where they are missing. An index that exists with other options, and an
    /// optional one that cannot be built, is logged and left alone.
    func ensure(_ collection: Collection, logger: Logger) throws {
        let name = collection.name
        let existing = try command(
            ["listCollections": .int32(1), "nameOnly": true, "filter": ["name": .string(name)]],
            operation: "list_collections", collection: name)
        if existing[path: "cursor.firstBatch"]?.array?.isEmpty != false {
            var create: Object = ["create": .string(name)]
            // A relic that upstream creates and never uses.
            if name == "pubsub" {
                create.append("capped", true)
                create.append("size", .int(1_000_000))
            }
            do { try command(create, operation: "create", collection: name, isWrite: true) } catch let error
                as StorageError where error.message.contains("already exists") || error.message.contains("NamespaceExists")
            {
                // Another process was faster.
            }
        }
        for index in collection.indexes {
            do {
                try command(
                    ["createIndexes": .string(name), "indexes": [.object(MongoTranslation.index(index))]],
                    operation: "create_indexes", collection: name, isWrite: true)
            } catch let error as StorageError where !error.isRetriable && (index.isOptional || error.isIndexConflict) {
                logger.warning(
                    "An index could not be built and was left alone",
                    metadata: ["collection": "\(name)", "index": "\(index.name)", "error": "\(error.message)"])
            }
        }
    }
}

extension StorageError {
    /// The server has an index of this name or key with other options.
    fileprivate var isIndexConflict: Bool {
        message.contains("already exists with") || message.contains("existing index")
    }
}
