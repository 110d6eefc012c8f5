internal import CMongoc
public import Logging
public import StoatModels

/// MongoDB through libmongoc: a pool of connections behind a fixed set of threads, one hop per call.
///
/// Works on a standalone server and on a replica set, from MongoDB 4.4 on, and uses no transactions. Writes are
/// acknowledged by a majority with the journal on disk unless the URL says otherwise. A server that goes away fails
/// calls within seconds and is used again by itself once it is back. ``close()`` must be called before the last
/// reference goes.
public final class MongoStore: DocumentStore {
    /// The database that upstream uses, whatever the URL names.
    public static let defaultDatabase = "revolt"

    private let threads: WorkThreads
    // Thread-safe by libmongoc's contract for client pools; destroyed in `close()` after the last job.
    nonisolated(unsafe) private let pool: OpaquePointer
    // Never changed after `init`; destroyed in `close()` after the last job.
    nonisolated(unsafe) private let settings: OpaquePointer
    private let database: String
    private let logger: Logger

    /// Threads, and so connections in use at a time: enough to keep a server busy with group commits, few enough that
    /// a stalled server holds little.
    private static let threadCount = 16
    /// Units of work that may wait for a thread before further ones fail fast.
    private static let longestQueue = 4096

    /// Connects and waits for the server's first answer.
    ///
    /// - Parameters:
    ///   - url: a MongoDB connection string; a database in it only says where its user is known.
    ///   - database: where the collections are.
    ///   - logger: for indexes that could not be built.
    /// - Throws: ``StorageError``: `.failed` for a malformed URL, `.unavailable` or `.unauthorized` when the server does
    ///   not let us in within its time-outs (4 s).
    public init(url: String, database: String = MongoStore.defaultDatabase, logger: Logger) async throws {
        MongoLibrary.initialize()
        let settings = try MongoSettings.parse(url, connections: Self.threadCount)
        guard let pool: OpaquePointer = mongoc_client_pool_new(settings) else {
            mongoc_uri_destroy(settings)
            throw StorageError(.failed, "the URL's options are not supported", operation: "connect")
        }
        mongoc_client_pool_set_error_api(pool, 2)
        self.pool = pool
        self.settings = settings
        self.database = database
        self.logger = logger
        self.threads = WorkThreads(count: Self.threadCount, limit: Self.longestQueue)
        do { try await ping() } catch {
            await close()
            throw error
        }
    }

    /// Runs one unit of work on a thread of ours with a pooled connection.
    private func run<R: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (borrowing MongoClient) throws -> R
    ) async throws -> R {
        try await threads.run(operation) { [self] in try body(MongoClient(from: pool, database: database)) }
    }

    /// Runs the queries on one thread, one after the other.
    public func find(_ queries: [Query]) async throws -> [[Object]] {
        OperationCounter.record(queries)
        guard !queries.isEmpty else { return [] }
        return try await run("find") { client in try client.find(queries) }
    }

    /// Renders the documents straight from the driver's memory, on the thread that reads them.
    public func render(_ queries: [Query], as rendering: RowRendering) async throws -> RenderedRows {
        OperationCounter.record(queries)
        return try await run("find") { client in try client.render(queries, as: rendering) }
    }

    /// Performs the writes in order.
    @discardableResult
    public func write(_ writes: [Write]) async throws -> WriteResult {
        OperationCounter.record(writes)
        guard let first = writes.first else { return WriteResult() }
        return try await run(first.operationName) { client in try client.write(writes) }
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
        return try await run("find_one_and_update") { client in
            try client.findAndUpdate(collection, where: filter, update, upsert: upsert, returning: returning)
        }
    }

    /// Removes one document atomically and answers it.
    public func findAndDelete(_ collection: Collection, where filter: Filter) async throws -> Object? {
        OperationCounter.record(writes: 1, in: collection)
        return try await run("find_one_and_delete") { client in try client.findAndDelete(collection, where: filter) }
    }

    /// How many documents match.
    public func count(_ collection: Collection, where filter: Filter) async throws -> Int {
        OperationCounter.record(queries: 1, in: collection)
        return try await run("count_documents") { client in try client.count(collection, where: filter) }
    }

    /// Creates missing collections and indexes.
    ///
    /// Building an index of a large collection may take many minutes, so this uses a connection of its own that waits
    /// for an hour.
    public func ensure(_ collections: [Collection]) async throws {
        OperationCounter.current?.record(in: collections)
        try await threads.run("create_indexes") { [self] in
            let client = try MongoClient(patientlyTo: settings, database: database)
            try client.ensure(collections, logger: logger)
        }
    }

    /// Whether any collection of this project exists.
    public func hasCollections() async throws -> Bool {
        OperationCounter.record(queries: 1, in: .migrations)
        let known = Set(Schema.all.map(\.name))
        return try await run("list_collections") { client in
            try !client.collectionNames().isDisjoint(with: known)
        }
    }

    /// Answers when the engine does.
    public func ping() async throws {
        try await run("ping") { client in _ = try client.command(["ping": .int32(1)], operation: "ping") }
    }

    /// Runs a command of the server, on this store's database or another, and answers its reply; for tests and tools.
    @discardableResult
    package func run(command: Object, on database: String? = nil) async throws -> Object {
        let name = database ?? self.database
        return try await threads.run("command") { [self] in
            try MongoClient(from: pool, database: name).command(command, operation: "command")
        }
    }

    /// Finishes the accepted calls and closes the engine.
    public func close() async {
        guard await threads.close() else { return }
        mongoc_client_pool_destroy(pool)
        mongoc_uri_destroy(settings)
    }
}

/// The process-wide state of libmongoc.
private enum MongoLibrary {
    private static let started: Void = {
        mongoc_init()
        // The driver's own log goes nowhere: every failure reaches us as an error.
        mongoc_log_set_handler(nil, nil)
    }()

    static func initialize() { _ = started }
}
