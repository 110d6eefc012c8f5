import GRDB
import Logging
public import StoatModels
import Synchronization

// Creating tables, indexes and what keeps them in step.
extension SQLiteStore {
    /// Creates missing tables and indexes in one transaction.
    public func ensure(_ collections: [Collection]) async throws {
        OperationCounter.current?.record(in: collections)
        try await change("create_indexes", collection: "") { [self] db in
            for collection in collections { try create(collection, db) }
        }
        tables.withLock { $0.formUnion(collections.map(\.name)) }
    }

    /// Creates the table of a collection that nobody ensured, as MongoDB does on the first write.
    func createIfMissing(_ collection: Collection, _ db: Database) throws {
        guard !tables.withLock({ $0.contains(collection.name) }) else { return }
        try create(collection, db)
    }

    /// Whether the table exists, in this process's view or the file's.
    func hasTable(_ collection: Collection, _ db: Database) throws -> Bool {
        if tables.withLock({ $0.contains(collection.name) }) { return true }
        try refreshTables(db)
        return tables.withLock { $0.contains(collection.name) }
    }

    /// Reads the names of all tables from the file.
    func refreshTables(_ db: Database) throws {
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        tables.withLock { $0.formUnion(names) }
    }

    private func create(_ collection: Collection, _ db: Database) throws {
        for item in TableLayout(collection).items {
            let existing = try String.fetchOne(
                db,
                sql: "SELECT sql FROM sqlite_master WHERE type = ? AND name = ?",
                arguments: [item.kind, item.name]
            )
            if existing == item.sql { continue }
            do {
                try db.inSavepoint {
                    if existing != nil, item.kind != "table" {
                        try db.execute(sql: "DROP \(item.kind) \(TableLayout.quoted(item.name))")
                    }
                    if existing == nil || item.kind != "table" {
                        try db.execute(sql: item.sql)
                        if let filling = item.filling { try db.execute(sql: filling) }
                    }
                    return .commit
                }
            } catch  where item.isOptional {
                logger.warning(
                    "An optional index could not be built",
                    metadata: ["collection": "\(collection.name)", "index": "\(item.name)", "error": "\(error)"]
                )
            }
        }
    }

    /// Removes the documents whose time has come, by the expiry index of each collection.
    ///
    /// MongoDB does this by itself once a minute; call it about as often.
    ///
    /// - Returns: how many documents were removed.
    @discardableResult
    public func purgeExpired(_ collections: [Collection] = Schema.all, before now: Timestamp = .now) async throws -> Int
    {
        let filters: [(Collection, Filter)] = collections.flatMap { collection in
            collection.indexes.compactMap { index in
                guard case .expiry(let path) = index.kind else { return nil }
                return (collection, .compare(path, .atMost, .date(now)))
            }
        }
        let purges = filters.map { Write.delete($0, $1, scope: .all) }
        return try await change("delete_many", collection: "") { [self] db in
            try purges.reduce(0) { removed, purge in try removed + perform(purge, db).matched }
        }
    }
}
