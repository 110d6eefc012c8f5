internal import StoatMessaging

extension Drivers {
    /// Registers what the drivers count by themselves, and how much work waits in the task queues.
    public func register(in registry: MetricsRegistry, settings: Settings) {
        QueueDepths(of: QueueName.all(settings), in: queue).register(in: registry)
        if let bus = bus as? RabbitBus {
            register(in: registry) { bus.statistics }
        } else if let bus = bus as? InProcessBus {
            register(in: registry) { bus.statistics }
        }
        if let cache = cache as? RedisCache {
            registry.reading("stoat_cache_connected", "Whether the shared cache can be reached.") {
                cache.isConnected ? 1 : 0
            }
            registry.counting("stoat_cache_fallbacks_total", "Calls that were answered without the shared cache.") {
                cache.fallbackCount
            }
        }
        if let cache = cache as? InProcessCache {
            registry.reading("stoat_cache_documents", "Documents in the cache of this process.") {
                Double(cache.documentCount)
            }
        }
    }

    private func register(in registry: MetricsRegistry, _ read: @escaping @Sendable () -> BusStatistics) {
        func add(_ name: String, _ help: String, _ value: @escaping @Sendable (BusStatistics) -> Int) {
            registry.reading("stoat_bus_\(name)", help) { Double(value(read())) }
        }
        func count(_ name: String, _ help: String, _ value: @escaping @Sendable (BusStatistics) -> Int) {
            registry.counting("stoat_bus_\(name)_total", help) { value(read()) }
        }
        add("connected", "Whether the bus has every connection it needs.") { $0.isConnected ? 1 : 0 }
        count("published", "Events handed to the bus.") { $0.published }
        count("confirmed", "Events that the broker has confirmed.") { $0.confirmed }
        count("resent", "Events sent again after a reconnect or a refusal.") { $0.resent }
        add("buffered_events", "Events that wait to be sent or confirmed.") { $0.bufferedEvents }
        add("buffered_bytes", "Bytes of the events that wait.") { $0.bufferedBytes }
        count("overflows", "Events refused because the buffer was full.") { $0.overflows }
        count("received", "Events passed on to the gateway.") { $0.received }
        count("duplicates", "Repeats dropped before the gateway.") { $0.duplicatesDropped }
        count("continuity_losses", "How often events may have been missed.") { $0.continuityLosses }
        count("disconnects", "Connections lost.") { $0.disconnects }
        add("topics", "Topics that are bound.") { $0.boundTopics }
    }
}
