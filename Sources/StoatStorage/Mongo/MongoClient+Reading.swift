internal import CMongoc
internal import StoatModels

// Reads on one connection. Blocking; on the store's threads only.
extension MongoClient {
    /// The documents of each query.
    ///
    /// Queries for single documents by `_id` in one collection become one query.
    func find(_ queries: [Query]) throws -> [[Object]] {
        var answers = [[Object]](repeating: [], count: queries.count)
        var lookups: [String: [(index: Int, id: Value)]] = [:]
        for (index, query) in queries.enumerated() {
            if queries.count > 1, let id = query.soleID {
                lookups[query.collection.name, default: []].append((index, id))
            } else {
                answers[index] = try find(query)
            }
        }
        for group in lookups.values {
            guard let first = group.first else { continue }
            guard group.count > 1 else {
                answers[first.index] = try find(queries[first.index])
                continue
            }
            let collection = queries[first.index].collection
            let found = try find(Query(collection, where: .isIn("_id", group.map(\.id))))
            for (index, id) in group { answers[index] = found.first { $0["_id"] == id }.map { [$0] } ?? [] }
        }
        return answers
    }

    /// The documents of one query.
    func find(_ query: Query) throws -> [Object] {
        var rows: [Object] = []
        rows.reserveCapacity(min(query.limit ?? 16, 128))
        try forEachDocument(of: query) { rows.append(try BSONReader.decode($0)) }
        return rows
    }

    /// The documents of each query, one query after the other, as clients see them.
    func render(_ queries: [Query], as rendering: RowRendering) throws -> RenderedRows {
        var renderer = BSONRenderer(rendering)
        for query in queries { try forEachDocument(of: query) { try renderer.add($0) } }
        return renderer.finish()
    }

    /// Lends the bytes of each document of a query, which stay where they are until the body returns.
    private func forEachDocument(of query: Query, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let name = query.collection.name
        try withCollection(name) { collection in
            try withBSON(MongoTranslation.filter(query.filter, in: query.collection)) { filter in
                try withBSON(MongoTranslation.options(query)) { options in
                    let cursor: OpaquePointer = mongoc_collection_find_with_opts(collection, filter, options, nil)
                    defer { mongoc_cursor_destroy(cursor) }
                    var document: OpaquePointer?
                    while mongoc_cursor_next(cursor, &document) {
                        if let bytes = bytes(ofBSON: document) { try body(bytes) }
                    }
                    var error = bson_error_t()
                    if mongoc_cursor_error(cursor, &error) {
                        throw StorageError(error, operation: query.limit == 1 ? "find_one" : "find", collection: name)
                    }
                }
            }
        }
    }

    /// How many documents match.
    func count(_ collection: Collection, where filter: Filter) throws -> Int {
        var options: Object = ["maxTimeMS": .int32(MongoSettings.readLimit)]
        if filter.ignoresCase { options.append("collation", .object(MongoTranslation.caseInsensitive)) }
        return try withCollection(collection.name) { handle in
            try withBSON(MongoTranslation.filter(filter, in: collection)) { filter in
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
}

extension Query {
    /// The `_id` of the one document that the query is for, if it is that simple.
    fileprivate var soleID: Value? {
        guard case .equals("_id", let id) = filter, fields == nil, skip == 0, limit != 0 else { return nil }
        return id
    }
}
