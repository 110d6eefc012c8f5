import Foundation
import GRDB
import Logging
public import StoatModels

extension SQLiteStore {
    /// Runs the queries on one thread, one after the other.
    public func find(_ queries: [Query]) async throws -> [[Object]] {
        OperationCounter.record(queries)
        guard let first = queries.first else { return [] }
        return try await read(first.limit == 1 ? "find_one" : "find", collection: first.collection.name) { [self] db in
            try queries.map { try rows(of: $0, db) }
        }
    }

    /// How many documents match.
    public func count(_ collection: Collection, where filter: Filter) async throws -> Int {
        OperationCounter.record(queries: 1, in: collection)
        return try await read("count_documents", collection: collection.name) { [self] db in
            guard try hasTable(collection, db),
                let query = try QuerySQL("count(*)", from: TableLayout(collection), where: filter)
            else { return 0 }
            let statement = try db.cachedStatement(sql: query.sql)
            return try Int.fetchOne(statement, arguments: StatementArguments(query.arguments)) ?? 0
        }
    }

    /// How SQLite would answer a query: the lines of EXPLAIN QUERY PLAN, for tests.
    package func plan(of query: Query) async throws -> [String] {
        try await read("explain", collection: query.collection.name) { db in
            guard let select = try Self.select(query) else { return [] }
            return try Row.fetchAll(
                db,
                sql: "EXPLAIN QUERY PLAN \(select.sql)",
                arguments: StatementArguments(select.arguments)
            ).map { $0["detail"] }
        }
    }

    private static func select(_ query: Query) throws -> QuerySQL? {
        try QuerySQL(
            "t.doc",
            from: TableLayout(query.collection),
            where: query.filter,
            sort: query.sort,
            limit: query.limit,
            skip: query.skip
        )
    }

    private func rows(of query: Query, _ db: Database) throws -> [Object] {
        guard try hasTable(query.collection, db), let select = try Self.select(query) else { return [] }
        let statement = try db.cachedStatement(sql: select.sql)
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(select.arguments))
        let wanted = query.fields.map { Set($0 + ["_id"]) }
        var documents: [Object] = []
        while let row = try cursor.next() {
            guard let document = try decode(row, 0, query.collection) else { continue }
            documents.append(wanted.map { document.keeping($0) } ?? document)
        }
        return documents
    }

    /// The document in a column, or `nil` with a line in the log when it cannot be read.
    func decode(_ row: Row, _ column: Int, _ collection: Collection) throws -> Object? {
        try row.withUnsafeData(atIndex: column) { data in
            guard let data else { return nil }
            do {
                return try data.withUnsafeBytes { try DocumentText.decode($0) }
            } catch {
                logger.error(
                    "Skipped an unreadable document",
                    metadata: ["collection": "\(collection.name)", "error": "\(error)"]
                )
                return nil
            }
        }
    }
}

extension Object {
    fileprivate func keeping(_ keys: Set<String>) -> Object {
        var copy = Object()
        for entry in entries where keys.contains(entry.key) { copy.append(entry.key, entry.value) }
        return copy
    }
}
