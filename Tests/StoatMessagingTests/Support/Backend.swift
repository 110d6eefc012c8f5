import Logging
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

/// The two back ends, as arguments of tests that must hold on each.
enum Backend: String, CaseIterable, CustomStringConvertible {
    case inProcess, remote

    var description: String { rawValue }

    func withBus(_ body: (any EventBus) async throws -> Void) async throws {
        let bus: any EventBus
        switch self {
        case .inProcess: bus = InProcessBus()
        case .remote:
            let remote = try RabbitBus(try await RabbitServer.lend(), logger: .quiet)
            try await remote.start()
            bus = remote
        }
        try await finally(body, bus) { await $0.shutdown(within: .seconds(5)) }
    }

    func withCache(_ body: (any SharedCache) async throws -> Void) async throws {
        let cache: any SharedCache
        switch self {
        case .inProcess: cache = InProcessCache()
        case .remote:
            let remote = try RedisCache(try await RedisServer.lend(), logger: .quiet)
            try await remote.start()
            cache = remote
        }
        try await finally(body, cache) { await $0.shutdown() }
    }

    func withPresence(_ body: (any PresenceStore) async throws -> Void) async throws {
        let presence: any PresenceStore
        switch self {
        case .inProcess: presence = InProcessPresence()
        case .remote:
            let remote = try RedisPresence(try await RedisServer.lend(), logger: .quiet)
            try await remote.start()
            presence = remote
        }
        try await finally(body, presence) { _ = await $0.shutdown() }
    }

    func withQueue(_ body: (any TaskQueue) async throws -> Void) async throws {
        try await StoreEngine.sqlite.withStore([]) { store in
            let queue: any TaskQueue
            switch self {
            case .inProcess:
                let local = InProcessQueue(store: store, logger: .quiet)
                try await local.start()
                queue = local
            case .remote:
                let remote = try RabbitQueue(try await RabbitServer.lend(), store: store, logger: .quiet)
                try await remote.start()
                queue = remote
            }
            try await finally(body, queue) { await $0.shutdown() }
        }
    }
}

/// Runs `body`, then `end` whether it failed or not.
func finally<Resource>(
    _ body: (Resource) async throws -> Void,
    _ resource: Resource,
    _ end: (Resource) async -> Void
) async throws {
    do {
        try await body(resource)
    } catch {
        await end(resource)
        throw error
    }
    await end(resource)
}

extension Tag {
    @Tag static var messaging: Self
    /// Starts servers.
    @Tag static var live: Self
}
