public import Logging
public import StoatMessaging
public import StoatModels
public import StoatStorage

/// What every service works with: the settings, the drivers chosen from them, the repositories and the domain actions.
///
/// One instance per process, handed to each service. It owns no tasks and no connections of its own; whoever opened the
/// drivers closes them.
public final class Core: Sendable {
    /// The validated settings of this process.
    public let settings: Settings
    /// Holds the documents.
    public let store: any DocumentStore
    /// Carries events to the gateways.
    public let bus: any EventBus
    /// Holds background work.
    public let queue: any TaskQueue
    /// Holds copies, counters and marks shared by all processes.
    public let cache: any SharedCache
    /// Knows who is online.
    public let presence: any PresenceStore
    /// Where services and actions log.
    public let logger: Logger
    /// The newest message of each channel until it is recorded.
    public let lastMessages = LastMessages()
    let messageIDs = MessageIDs()
    /// The wall clock; tests replace it.
    public let clock: @Sendable () -> Timestamp

    /// A core over drivers that are already started.
    public init(
        settings: Settings,
        store: any DocumentStore,
        bus: any EventBus,
        queue: any TaskQueue,
        cache: any SharedCache,
        presence: any PresenceStore,
        logger: Logger,
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.settings = settings
        self.store = store
        self.bus = bus
        self.queue = queue
        self.cache = cache
        self.presence = presence
        self.logger = logger
        self.clock = clock
    }

    /// Documents by id through the shared cache.
    public var documents: CachedDocuments { CachedDocuments(store: store, cache: cache, logger: logger) }
}
