import GRDB
public import StoatModels

extension SQLiteStore {
    /// Performs the writes in order.
    @discardableResult
    public func write(_ writes: [Write]) async throws -> WriteResult {
        OperationCounter.record(writes)
        guard let first = writes.first else { return WriteResult() }
        return try await change(first.operationName, collection: first.collection.name) { [self] db in
            var total = WriteResult()
            for write in writes {
                do {
                    let result = try perform(write, db)
                    total.matched += result.matched
                    total.upserted += result.upserted
                } catch {
                    throw StorageError(error, operation: write.operationName, collection: write.collection.name)
                }
            }
            return total
        }
    }

    /// Changes one document atomically and answers it.
    public func findAndUpdate(
        _ collection: Collection,
        where filter: Filter,
        _ update: Update,
        upsert: Bool,
        returning: ReturnedDocument
    ) async throws -> Object? {
        OperationCounter.record(writes: 1, in: collection)
        return try await change("find_one_and_update", collection: collection.name) { [self] db in
            try createIfMissing(collection, db)
            guard let found = try first(collection, filter, db) else {
                guard upsert else { return nil }
                let document = try update.newDocument(for: filter)
                try insert(document, into: collection, db)
                return returning == .after ? document : nil
            }
            let changed = try apply(update, to: found, in: collection, db)
            return returning == .after ? changed : found.document
        }
    }

    /// Removes one document atomically and answers it.
    public func findAndDelete(_ collection: Collection, where filter: Filter) async throws -> Object? {
        OperationCounter.record(writes: 1, in: collection)
        return try await change("find_one_and_delete", collection: collection.name) { [self] db in
            try createIfMissing(collection, db)
            guard let found = try first(collection, filter, db) else { return nil }
            try delete(row: found.row, from: collection, db)
            return found.document
        }
    }

    /// Performs one write inside a transaction.
    func perform(_ write: Write, _ db: Database) throws -> WriteResult {
        try createIfMissing(write.collection, db)
        switch write {
        case .insert(let collection, let document):
            try insert(document, into: collection, db)
            return WriteResult()
        case .replace(let collection, let document): return try replace(document, in: collection, db)
        case .update(let collection, let filter, let update, let scope, let upsert):
            let found =
                scope == .one
                ? try first(collection, filter, db).map { [$0] } ?? [] : try matches(collection, filter, db)
            for row in found { try apply(update, to: row, in: collection, db) }
            guard found.isEmpty, upsert else { return WriteResult(matched: found.count) }
            try insert(try update.newDocument(for: filter), into: collection, db)
            return WriteResult(upserted: 1)
        case .delete(let collection, let filter, .one):
            guard let found = try first(collection, filter, db) else { return WriteResult() }
            try delete(row: found.row, from: collection, db)
            return WriteResult(matched: 1)
        case .delete(let collection, let filter, .all):
            let layout = TableLayout(collection)
            guard let rows = try QuerySQL("t.seq", from: layout, where: filter) else { return WriteResult() }
            let statement = try db.cachedStatement(sql: "DELETE FROM \(layout.table) WHERE seq IN (\(rows.sql))")
            try statement.execute(arguments: StatementArguments(rows.arguments))
            return WriteResult(matched: db.changesCount)
        }
    }

    private typealias Found = (row: Int64, document: Object)

    private func first(_ collection: Collection, _ filter: Filter, _ db: Database) throws -> Found? {
        try matches(collection, filter, limit: 1, db).first
    }

    private func matches(
        _ collection: Collection,
        _ filter: Filter,
        limit: Int? = nil,
        _ db: Database
    ) throws -> [Found] {
        let layout = TableLayout(collection)
        guard let query = try QuerySQL("t.seq, t.doc", from: layout, where: filter, limit: limit) else { return [] }
        let statement = try db.cachedStatement(sql: query.sql)
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(query.arguments))
        var found: [Found] = []
        while let row = try cursor.next() {
            guard let document = try decode(row, 1, collection) else { continue }
            found.append((row[0], document))
        }
        return found
    }

    private func insert(_ document: Object, into collection: Collection, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO \(TableLayout(collection).table)(id, doc) VALUES (?, ?)"
        )
        try statement.execute(arguments: try Self.columns(of: document))
    }

    private func replace(_ document: Object, in collection: Collection, _ db: Database) throws -> WriteResult {
        let table = TableLayout(collection).table
        let columns = try Self.columns(of: document)
        let update = try db.cachedStatement(sql: "UPDATE \(table) SET doc = ?2 WHERE id = ?1")
        try update.execute(arguments: columns)
        if db.changesCount > 0 { return WriteResult(matched: 1) }
        try insert(document, into: collection, db)
        return WriteResult(upserted: 1)
    }

    @discardableResult
    private func apply(_ update: Update, to found: Found, in collection: Collection, _ db: Database) throws -> Object {
        var document = found.document
        try update.apply(to: &document)
        guard document["_id"] == found.document["_id"] else { throw StorageError(.failed, "an _id cannot change") }
        guard document != found.document else { return document }
        let statement = try db.cachedStatement(sql: "UPDATE \(TableLayout(collection).table) SET doc = ? WHERE seq = ?")
        try statement.execute(arguments: [try DocumentText.encode(document), found.row])
        return document
    }

    private func delete(row: Int64, from collection: Collection, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM \(TableLayout(collection).table) WHERE seq = ?")
        try statement.execute(arguments: [row])
    }

    private static func columns(of document: Object) throws -> StatementArguments {
        guard let id = document["_id"], !id.isNull else { throw StorageError(.failed, "a document needs an _id") }
        return [try DocumentText.identifier(id), try DocumentText.encode(document)]
    }
}
