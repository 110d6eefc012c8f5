import Foundation
import GRDB
public import Logging
import StoatModels
import Synchronization

/// Documents in one SQLite file: the embedded engine.
///
/// Reads run on a few threads with a connection each and never wait for writes. Writes go through one connection and
/// are grouped (``GroupCommit``); a write that returned has been synced to the disk and survives the death of the
/// process and of the machine. ``close()`` must be called before the last reference goes.
public final class SQLiteStore: DocumentStore {
    /// The shape of tables, index keys and search tokens; a file with a higher number is refused.
    static let formatVersion = 1
    /// Marks the file as ours in SQLite's header: "STOA".
    private static let applicationID = 0x5354_4F41
    private static let readerCount = 4
    private static let longestReadQueue = 4096

    let pool: DatabasePool
    let writer: GroupCommit
    let readers: WorkThreads
    let logger: Logger
    /// Names of the tables known to exist.
    let tables = Mutex(Set<String>())

    /// Opens the database file, creating it and its folder where they are missing.
    ///
    /// - Parameters:
    ///   - path: of the file; SQLite keeps two more beside it (`-wal`, `-shm`).
    ///   - logger: for indexes that could not be built and documents that cannot be read.
    /// - Throws: ``StorageError`` when the file cannot be opened or was written by a newer release.
    public init(path: String, logger: Logger) async throws {
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            self.pool = try DatabasePool(path: path, configuration: Self.configuration)
        } catch let error as DatabaseError {
            throw StorageError(error, operation: "open", collection: "")
        } catch {
            throw StorageError(.unavailable, "cannot create the folder of \(path): \(error)", operation: "open")
        }
        self.logger = logger
        do {
            try Self.adopt(pool)
        } catch {
            // Closing fails only for open statements, of which there are none yet; the first error says more.
            try? pool.close()
            throw StorageError(error, operation: "open", collection: "")
        }
        self.writer = GroupCommit(pool)
        self.readers = WorkThreads(count: Self.readerCount, limit: Self.longestReadQueue)
    }

    /// Answers when the engine does.
    public func ping() async throws {
        _ = try await read("ping", collection: "") { db in try Int.fetchOne(db, sql: "SELECT 1") }
    }

    /// Whether any collection of this project exists.
    public func hasCollections() async throws -> Bool {
        OperationCounter.record(queries: 1, in: .migrations)
        let names = Set(Schema.all.map(\.name))
        return try await read("has_collections", collection: "") { [self] db in
            try refreshTables(db)
            return tables.withLock { !$0.isDisjoint(with: names) }
        }
    }

    /// Finishes the accepted calls and closes the engine.
    public func close() async {
        await writer.close()
        await readers.close()
        do {
            try pool.close()
        } catch {
            logger.warning("The database did not close cleanly", metadata: ["error": "\(error)"])
        }
    }

    /// Runs a closure on a reading connection.
    func read<T: Sendable>(
        _ operation: String,
        collection: String,
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await readers.run(operation) { [pool] in
            do {
                return try pool.unsafeRead(body)
            } catch {
                throw StorageError(error, operation: operation, collection: collection)
            }
        }
    }

    /// Runs a closure in a durable transaction.
    func change<T: Sendable>(
        _ operation: String,
        collection: String,
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        do {
            return try await writer.run(operation, body)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw StorageError(error, operation: operation, collection: collection)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = readerCount
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            db.add(function: CaseFolding.function)
            db.add(tokenizer: NGramTokenizer.self)
            try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA mmap_size = 268435456")
        }
        return configuration
    }

    private static func adopt(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            // The pool opens with NORMAL, which may lose the last transactions with the machine's power.
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tableCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard application == applicationID || tableCount == 0 else {
                throw StorageError(.failed, "the file is the database of another program")
            }
            guard version <= formatVersion else {
                throw StorageError(
                    .failed,
                    "the file has format \(version), written by a newer release; this one reads up to \(formatVersion)"
                )
            }
            guard application != applicationID || version != formatVersion else { return }
            try db.execute(
                sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(formatVersion)"
            )
        }
    }
}
