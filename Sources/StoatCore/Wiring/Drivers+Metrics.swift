internal import StoatMessaging

extension Drivers {
    /// Registers what the drivers count by themselves.
    public func register(in registry: MetricsRegistry) {
        if let bus = bus as? RabbitBus {
            register(in: registry) { bus.statistics }
        } else if let bus = bus as? InProcessBus {
            register(in: registry) { bus.statistics }
        }
        if let cache = cache as? RedisCache {
            registry.reading("stoat_cache_connected", "Whether the shared cache can be reached.") {
                cache.isConnected ? 1 : 0
            }
            registry.reading("stoat_cache_fallbacks", "Calls that were answered without the shared cache.") {
                Double(cache.fallbackCount)
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
        add("connected", "Whether the bus has every connection it needs.") { $0.isConnected ? 1 : 0 }
        add("published", "Events handed to the bus.") { $0.published }
        add("confirmed", "Events that the broker has confirmed.") { $0.confirmed }
        add("resent", "Events sent again after a reconnect or a refusal.") { $0.resent }
        add("buffered_events", "Events that wait to be sent or confirmed.") { $0.bufferedEvents }
        add("buffered_bytes", "Bytes of the events that wait.") { $0.bufferedBytes }
        add("overflows", "Events refused because the buffer was full.") { $0.overflows }
        add("received", "Events passed on to the gateway.") { $0.received }
        add("duplicates", "Repeats dropped before the gateway.") { $0.duplicatesDropped }
        add("continuity_losses", "How often events may have been missed.") { $0.continuityLosses }
        add("disconnects", "Connections lost.") { $0.disconnects }
        add("topics", "Topics that are bound.") { $0.boundTopics }
    }
}
