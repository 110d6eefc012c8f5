public import StoatModels

/// A database of documents: MongoDB or SQLite.
///
/// Every call is one unit of work on the engine's own threads (one hop there and back). Writes have reached the disk
/// when a call returns: SQLite has synced its log, MongoDB has acknowledged with the configured write concern.
/// All calls throw ``StorageError``. Each counts as one operation in ``OperationCounter`` where one is installed.
public protocol DocumentStore: Sendable {
    /// The documents of each query, in the order of the queries. Several queries share one hop; they see no common
    /// snapshot.
    func find(_ queries: [Query]) async throws -> [[Object]]

    /// The documents of the queries, one query after the other, encoded as clients see them; counts as the same
    /// `find` would. Documents that lack a required member are left out and named.
    func render(_ queries: [Query], as rendering: RowRendering) async throws -> RenderedRows

    /// Performs the writes in order and stops at the first that fails; earlier ones stay. In SQLite the whole list is
    /// one transaction and a failure undoes it; callers may rely on the order only.
    @discardableResult func write(_ writes: [Write]) async throws -> WriteResult

    /// Changes one document atomically and answers it as it was before or is after; `nil` when none matched and
    /// nothing was upserted (with `.before`, also when it was upserted).
    func findAndUpdate(
        _ collection: Collection,
        where filter: Filter,
        _ update: Update,
        upsert: Bool,
        returning: ReturnedDocument
    ) async throws -> Object?

    /// Removes one document atomically and answers it.
    func findAndDelete(_ collection: Collection, where filter: Filter) async throws -> Object?

    /// How many documents match.
    func count(_ collection: Collection, where filter: Filter) async throws -> Int

    /// Creates missing collections and indexes. A required index that cannot be built is an error, an optional one is
    /// logged.
    func ensure(_ collections: [Collection]) async throws

    /// Whether the database exists, that is, holds any collection of this project.
    func hasCollections() async throws -> Bool

    /// Answers when the engine does; for readiness checks.
    func ping() async throws

    /// Finishes running work and closes the engine. No call may follow.
    func close() async
}

extension DocumentStore {
    /// The documents of one query.
    public func find(_ query: Query) async throws -> [Object] { try await find([query])[0] }

    /// The first document of a query.
    public func findOne(_ collection: Collection, where filter: Filter, sort: [Query.Sort] = []) async throws -> Object?
    {
        try await find(Query(collection, where: filter, sort: sort, limit: 1)).first
    }

    /// Adds one document.
    public func insert(_ document: Object, into collection: Collection) async throws {
        try await write([.insert(collection, document)])
    }

    /// Changes the first match; answers whether there was one (or one was upserted).
    @discardableResult
    public func updateOne(
        _ collection: Collection,
        where filter: Filter,
        _ update: Update,
        upsert: Bool = false
    ) async throws -> Bool {
        let result = try await write([.update(collection, filter, update, scope: .one, upsert: upsert)])
        return result.matched + result.upserted > 0
    }

    /// Removes the first match; answers whether there was one.
    @discardableResult
    public func deleteOne(_ collection: Collection, where filter: Filter) async throws -> Bool {
        try await write([.delete(collection, filter)]).matched > 0
    }
}
