internal import CMongoc
internal import StoatModels

// Writes on one connection. Blocking; on the store's threads only.
extension MongoClient {
    /// Performs writes in order: one ordered bulk per run of writes to the same collection.
    func write(_ writes: [Write]) throws -> WriteResult {
        var result = WriteResult()
        var rest = writes[...]
        while let first = rest.first {
            let run = rest.prefix { $0.collection == first.collection }
            rest = rest.dropFirst(run.count)
            let part = try bulk(run, operation: first.operationName, collection: first.collection.name)
            result.matched += part.matched
            result.upserted += part.upserted
        }
        return result
    }

    private func bulk(_ writes: ArraySlice<Write>, operation: String, collection name: String) throws -> WriteResult {
        try withCollection(name) { collection in
            let bulk: OpaquePointer = mongoc_collection_create_bulk_operation_with_opts(collection, nil)
            defer { mongoc_bulk_operation_destroy(bulk) }
            for write in writes { try add(write, to: bulk, name: name) }
            let reply: OpaquePointer = bson_new()
            defer { bson_destroy(reply) }
            var error = bson_error_t()
            guard mongoc_bulk_operation_execute(bulk, reply, &error) != 0 else {
                throw StorageError(error, operation: operation, collection: name)
            }
            let summary = try readBSON(reply)
            func figure(_ key: String) -> Int { Int(summary.optionalInteger(key) ?? 0) }
            return WriteResult(matched: figure("nMatched") + figure("nRemoved"), upserted: figure("nUpserted"))
        }
    }

    private func add(_ write: Write, to bulk: OpaquePointer, name: String) throws {
        var error = bson_error_t()
        let isAdded: Bool
        switch write {
        case .insert(_, let document):
            _ = try document.requiredID(operation: write.operationName, collection: name)
            isAdded = try withBSON(document) { mongoc_bulk_operation_insert_with_opts(bulk, $0, nil, &error) }
        case .replace(_, let document):
            let id = try document.requiredID(operation: write.operationName, collection: name)
            isAdded = try withBSON(["_id": id]) { filter in
                try withBSON(document) { replacement in
                    try withBSON(["upsert": true]) {
                        mongoc_bulk_operation_replace_one_with_opts(bulk, filter, replacement, $0, &error)
                    }
                }
            }
        case .update(let collection, let filter, let update, let scope, let upsert):
            var options = MongoTranslation.collation(for: filter)
            options.append("upsert", ifTrue: upsert)
            isAdded = try withBSON(MongoTranslation.selector(filter, in: collection, upsert: upsert)) { selector in
                try withBSON(MongoTranslation.update(update, for: filter, upsert: upsert)) { change in
                    try withBSON(options) { options in
                        scope == .one
                            ? mongoc_bulk_operation_update_one_with_opts(bulk, selector, change, options, &error)
                            : mongoc_bulk_operation_update_many_with_opts(bulk, selector, change, options, &error)
                    }
                }
            }
        case .delete(let collection, let filter, let scope):
            isAdded = try withBSON(MongoTranslation.filter(filter, in: collection)) { selector in
                try withBSON(MongoTranslation.collation(for: filter)) { options in
                    scope == .one
                        ? mongoc_bulk_operation_remove_one_with_opts(bulk, selector, options, &error)
                        : mongoc_bulk_operation_remove_many_with_opts(bulk, selector, options, &error)
                }
            }
        }
        guard isAdded else { throw StorageError(error, operation: write.operationName, collection: name) }
    }

    /// Changes one document and answers it.
    func findAndUpdate(
        _ collection: Collection,
        where filter: Filter,
        _ update: Update,
        upsert: Bool,
        returning: ReturnedDocument
    ) throws -> Object? {
        var command: Object = [
            "findAndModify": .string(collection.name),
            "query": .object(MongoTranslation.selector(filter, in: collection, upsert: upsert)),
            "update": .object(MongoTranslation.update(update, for: filter, upsert: upsert)),
            "new": .bool(returning == .after),
        ]
        command.append("upsert", ifTrue: upsert)
        for option in MongoTranslation.collation(for: filter) { command.append(option.key, option.value) }
        return try self.command(
            command,
            operation: "find_one_and_update",
            collection: collection.name,
            isWrite: true
        ).optionalObject("value")
    }

    /// Removes one document and answers it.
    func findAndDelete(_ collection: Collection, where filter: Filter) throws -> Object? {
        var command: Object = [
            "findAndModify": .string(collection.name),
            "query": .object(MongoTranslation.filter(filter, in: collection)), "remove": true,
        ]
        for option in MongoTranslation.collation(for: filter) { command.append(option.key, option.value) }
        return try self.command(
            command,
            operation: "find_one_and_delete",
            collection: collection.name,
            isWrite: true
        ).optionalObject("value")
    }
}

extension Object {
    /// The `_id`, which callers always choose: MongoDB would make up one of a kind that no one here reads.
    fileprivate func requiredID(operation: String, collection: String) throws -> Value {
        guard let id = self["_id"], !id.isNull else {
            throw StorageError(.failed, "a document needs an _id", operation: operation, collection: collection)
        }
        return id
    }
}
