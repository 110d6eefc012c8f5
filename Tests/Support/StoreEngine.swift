public import Logging
internal import StoatModels
public import StoatStorage

/// The storage engines, as arguments of tests that must hold on each.
public enum StoreEngine: String, CaseIterable, Sendable, CustomStringConvertible {
    case sqlite, mongo

    public var description: String { rawValue }

    /// Lends a fresh database for the time of `body`, with these collections ensured.
    @discardableResult
    public func withStore<T>(
        _ collections: [Collection] = Schema.all,
        logger: Logger = .quiet,
        _ body: (any DocumentStore) async throws -> T
    ) async throws -> T {
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder("sqlite")
            return try await Self.lend(
                SQLiteStore(path: folder.path + "/stoat.sqlite", logger: logger),
                collections,
                body
            )
        case .mongo:
            let store = try await MongoServer.shared.value.store(MongoServer.freeDatabase(), logger: logger)
            return try await Self.lend(store, collections) { store in
                let result = try await body(store)
                // A database left behind goes with the server.
                if let store = store as? MongoStore { _ = try? await store.run(command: ["dropDatabase": .int32(1)]) }
                return result
            }
        }
    }

    private static func lend<T>(
        _ store: any DocumentStore,
        _ collections: [Collection],
        _ body: (any DocumentStore) async throws -> T
    ) async throws -> T {
        do {
            try await store.ensure(collections)
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }
}

extension Logger {
    /// A logger that drops everything below `critical`, for tests that provoke warnings.
    public static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
