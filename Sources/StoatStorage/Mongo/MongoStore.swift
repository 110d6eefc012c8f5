internal import Atomics
internal import CMongoc
public import Logging
internal import NIOPosix
public import StoatModels

/// MongoDB through libmongoc: a pool of connections behind a fixed set of threads, one hop per call.
///
/// Works on a standalone server and on a replica set, from MongoDB 4.4 on, and uses no transactions. Writes are
/// acknowledged by a majority with the journal on disk unless the URL says otherwise.
public final class MongoStore: DocumentStore {
    /// The database that upstream uses, whatever the URL names.
    public static let defaultDatabase = "revolt"

    private let threads: NIOThreadPool
    // Thread-safe by libmongoc's contract for client pools; destroyed in `close()` after the last job.
    nonisolated(unsafe) private let pool: OpaquePointer
    private let database: String
    private let logger: Logger
    private let waiting = ManagedAtomic<Int>(0)
    private let isClosed = ManagedAtomic<Bool>(false)

    /// Threads, and so connections in use at a time: enough to keep a server busy with group commits, few enough that
    /// a stalled server holds little.
    private static let threadCount = 16
    /// Units of work that may wait for a thread before further ones fail fast.
    private static let maxWaiting = 4096

    /// Connects and waits for the server's first answer.
    ///
    /// - Throws: ``StorageError``: `.failed` for a malformed URL, `.unavailable` or `.unauthorized` when the server does
    ///   not let us in within its time-outs (5 s).
    public init(url: String, database: String = MongoStore.defaultDatabase, logger: Logger) async throws {
        MongoLibrary.initialize()
        var error = bson_error_t()
        guard let uri = mongoc_uri_new_with_error(url, &error) else {
            throw StorageError(error, operation: "connect", collection: "")
        }
        defer { mongoc_uri_destroy(uri) }
        Self.applyDefaults(to: uri)
        guard let pool: OpaquePointer = mongoc_client_pool_new(uri) else {
            throw StorageError(.failed, "the URL's options are not supported", operation: "connect")
        }
        mongoc_client_pool_set_error_api(pool, 2)
        self.pool = pool
        self.database = database
        self.logger = logger
        self.threads = NIOThreadPool(numberOfThreads: Self.threadCount)
        threads.start()
        do { try await ping() } catch {
            await close()
            throw error
        }
    }

    private static func applyDefaults(to uri: OpaquePointer) {
        // Milliseconds. A server that is gone must fail calls well before clients give up (10 s).
        let numbers: [(String, Int32)] = [
            ("serverSelectionTimeoutMS", 4000), ("connectTimeoutMS", 3000), ("socketTimeoutMS", 8000),
            ("heartbeatFrequencyMS", 2000), ("wTimeoutMS", 5000),
        ]
        for (name, value) in numbers where !mongoc_uri_has_option(uri, name) {
            mongoc_uri_set_option_as_int32(uri, name, value)
        }
        let poolSize = mongoc_uri_get_option_as_int32(uri, "maxPoolSize", 100)
        if poolSize < Self.threadCount { mongoc_uri_set_option_as_int32(uri, "maxPoolSize", Int32(Self.threadCount)) }
        if !mongoc_uri_has_option(uri, "w") {
            let concern = mongoc_write_concern_new()
            mongoc_write_concern_set_wmajority(concern, 5000)
            mongoc_write_concern_set_journal(concern, true)
            mongoc_uri_set_write_concern(uri, concern)
            mongoc_write_concern_destroy(concern)
        }
    }

    /// Runs one unit of work on a thread of ours.
    private func run<R: Sendable>(
        _ operation: String, _ body: @escaping @Sendable (borrowing MongoClient) throws -> R
    ) async throws -> R {
        guard !isClosed.load(ordering: .acquiring) else {
            throw StorageError(.closed, "the store was closed", operation: operation)
        }
        guard waiting.loadThenWrappingIncrement(ordering: .relaxed) < Self.maxWaiting else {
            waiting.wrappingDecrement(ordering: .relaxed)
            throw StorageError(.overloaded, "too many operations wait for a connection", operation: operation)
        }
        defer { waiting.wrappingDecrement(ordering: .relaxed) }
        return try await threads.runIfActive { [self] in
            try body(MongoClient(from: pool, database: database))
        }
    }

    public func find(_ queries: [Query]) async throws -> [[Object]] {
        OperationCounter.record(queries)
        return try await run("find") { client in try queries.map { try client.find($0) } }
    }

    @discardableResult public func write(_ writes: [Write]) async throws -> WriteResult {
        OperationCounter.record(writes)
        return try await run("write") { client in try client.write(writes) }
    }

    public func findAndUpdate(
        _ collection: Collection, where filter: Filter, _ update: Update, upsert: Bool, returning: ReturnedDocument
    ) async throws -> Object? {
        OperationCounter.record(writes: 1, in: collection)
        return try await run("find_one_and_update") { client in
            try client.findAndUpdate(collection, where: filter, update, upsert: upsert, returning: returning)
        }
    }

    public func findAndDelete(_ collection: Collection, where filter: Filter) async throws -> Object? {
        OperationCounter.record(writes: 1, in: collection)
        return try await run("find_one_and_delete") { client in try client.findAndDelete(collection, where: filter) }
    }

    public func count(_ collection: Collection, where filter: Filter) async throws -> Int {
        OperationCounter.record(queries: 1, in: collection)
        return try await run("count_documents") { client in try client.count(collection, where: filter) }
    }

    public func ensure(_ collections: [Collection]) async throws {
        let logger = self.logger
        try await run("ensure") { client in
            for collection in collections { try client.ensure(collection, logger: logger) }
        }
    }

    public func hasCollections() async throws -> Bool {
        try await run("list_collections") { client in
            let reply = try client.command(
                ["listCollections": .int32(1), "nameOnly": true], operation: "list_collections")
            return reply[path: "cursor.firstBatch"]?.array?.isEmpty == false
        }
    }

    public func ping() async throws {
        try await run("ping") { client in _ = try client.command(["ping": .int32(1)], operation: "ping") }
    }

    public func close() async {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Waits for running jobs; queued ones are refused by the pool.
        try? await threads.shutdownGracefully()
        mongoc_client_pool_destroy(pool)
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
