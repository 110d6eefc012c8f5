internal import StoatMessaging
internal import StoatStorage

extension Core {
    /// Whether everything that this process depends on answers; each dependency by its own name.
    public var readiness: ReadinessProbe { readiness() }

    /// The same with what only this process depends on.
    public func readiness(and others: HealthCheck...) -> ReadinessProbe {
        var checks = [HealthCheck(settings.isEmbedded ? "sqlite" : "mongodb") { [store] in try await store.ping() }]
        if !settings.hasEmbeddedMessaging {
            checks.append(HealthCheck("redis") { [cache] in try await cache.ping() })
            checks.append(HealthCheck("rabbitmq") { [bus] in try await bus.ping() })
        }
        return ReadinessProbe(checks + others)
    }
}
