public import Logging
public import StoatMessaging
public import StoatStorage

/// The drivers of one process. Which ones is decided here and nowhere else.
public struct Drivers: Sendable {
    /// Holds the documents.
    public let store: any DocumentStore
    /// Carries events.
    public let bus: any EventBus
    /// Carries background work.
    public let queue: any TaskQueue
    /// Holds what processes share.
    public let cache: any SharedCache
    /// Knows who is online.
    public let presence: any PresenceStore

    /// Opens the drivers that the settings name.
    ///
    /// - Throws: ``StartError``, after closing what was opened.
    public static func open(_ settings: Settings, logger: Logger) async throws -> Drivers {
        let store = try await openStore(settings, logger: logger)
        do {
            try await prepare(store, settings, logger)
            return try await openMessaging(settings, store: store, logger: logger)
        } catch {
            await store.close()
            throw error
        }
    }

    /// Closes everything: events that are still buffered are sent first.
    public func close() async {
        await bus.shutdown(within: .seconds(5))
        await queue.shutdown()
        _ = await presence.shutdown()
        await cache.shutdown()
        await store.close()
    }

    /// Opens the document store that the settings name.
    ///
    /// - Throws: ``StartError``.
    public static func openStore(_ settings: Settings, logger: Logger) async throws -> any DocumentStore {
        let hosts = settings.mongodbHosts
        let place = settings.isEmbedded ? settings.databaseFile : hosts.isEmpty ? "mongodb" : "mongodb at \(hosts)"
        do {
            if settings.isEmbedded { return try await SQLiteStore(path: settings.databaseFile, logger: logger) }
            return try await MongoStore(
                url: settings.database.mongodb,
                database: settings.storage.mongodbName,
                logger: logger
            )
        } catch let error as StorageError {
            throw StartError(
                "cannot open \(place): \(reason(error.code == .unauthorized, error.message))\(hint(settings))"
            )
        }
    }

    private static func prepare(_ store: any DocumentStore, _ settings: Settings, _ logger: Logger) async throws {
        let place = settings.isEmbedded ? settings.databaseFile : "the database"
        do {
            let isEmpty = try await !store.hasCollections()
            if let warning = try SampleSecrets.check(settings, isEmpty: isEmpty) { logger.warning("\(warning)") }
            try await Schema.prepare(store, logger: logger)
        } catch let error as SchemaError {
            throw StartError("cannot use \(place): \(error)")
        } catch let error as StorageError {
            throw StartError("cannot use \(place): \(reason(error.code == .unauthorized, error.message))")
        } catch let error as ConfigProblem {
            throw StartError(error.message, isConfiguration: true)
        }
    }

    private static func openMessaging(
        _ settings: Settings,
        store: any DocumentStore,
        logger: Logger
    ) async throws -> Drivers {
        guard settings.hasEmbeddedMessaging else {
            return try await openRemote(settings, store: store, logger: logger)
        }
        let queue = InProcessQueue(store: store, logger: logger)
        do { try await queue.start() } catch let error as StorageError {
            throw StartError("cannot use \(settings.databaseFile): \(error.message)")
        }
        return Drivers(
            store: store,
            bus: InProcessBus(),
            queue: queue,
            cache: InProcessCache(),
            presence: InProcessPresence()
        )
    }

    private static func openRemote(
        _ settings: Settings,
        store: any DocumentStore,
        logger: Logger
    ) async throws -> Drivers {
        let rabbit = RabbitSettings(settings.rabbit)
        let rabbitPlace = "rabbitmq at \(settings.rabbit.host):\(settings.rabbit.port)"
        var opened: [@Sendable () async -> Void] = []
        do {
            let redis = try await start("redis") { try RedisSettings(url: settings.database.redis) }
            let redisPlace = "redis at \(redis.description)"
            let cache = try await start(redisPlace) {
                let cache = try RedisCache(redis, logger: logger)
                try await cache.start()
                return cache
            }
            opened.append { await cache.shutdown() }
            let presence = try await start(redisPlace) {
                let presence = try RedisPresence(redis, logger: logger)
                try await presence.start()
                return presence
            }
            opened.append { _ = await presence.shutdown() }
            let bus = try await start(rabbitPlace) {
                let bus = try RabbitBus(rabbit, logger: logger)
                try await bus.start()
                return bus
            }
            opened.append { await bus.shutdown(within: .zero) }
            let queue = try await start(rabbitPlace) {
                let queue = try RabbitQueue(rabbit, store: store, logger: logger)
                try await queue.start()
                return queue
            }
            return Drivers(store: store, bus: bus, queue: queue, cache: cache, presence: presence)
        } catch {
            for close in opened.reversed() { await close() }
            throw error
        }
    }

    /// Opens one driver; what goes wrong names its place.
    private static func start<Driver: Sendable>(
        _ place: String,
        _ open: () async throws -> Driver
    ) async throws -> Driver {
        do { return try await open() } catch let error as MessagingError {
            // These messages are sentences that name the place already.
            guard error.code == .unauthorized else { throw StartError(reason(false, error.message)) }
            throw StartError("cannot open \(place): \(reason(true, error.message))")
        } catch let error as StorageError {
            throw StartError("cannot open \(place): \(reason(error.code == .unauthorized, error.message))")
        }
    }

    /// One line, whatever a library says.
    static func reason(_ isUnauthorized: Bool, _ message: String) -> String {
        if isUnauthorized { return "user name or password refused" }
        return message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func hint(_ settings: Settings) -> String {
        guard settings.database.mongodb == Settings.Database().mongodb, !settings.isEmbedded else { return "" }
        return " (set database.mongodb, or storage.driver = \"sqlite\" to run without servers)"
    }
}

extension Settings {
    /// The SQLite database.
    public var databaseFile: String { "\(storage.dataDirectory)/stoat.sqlite" }

    /// The hosts of the connection URL, which may hold a password before them.
    var mongodbHosts: String {
        let parts = database.mongodb.split(separator: "://", maxSplits: 1)
        let rest = parts.count == 2 ? parts[1] : ""
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        return String(authority.split(separator: "@").last ?? "")
    }
}

extension RabbitSettings {
    /// The broker that is configured.
    fileprivate init(_ settings: Settings.Rabbit) {
        self.init()
        host = settings.host
        port = settings.port
        username = settings.username
        password = settings.password
        virtualHost = settings.virtualHost
    }
}
