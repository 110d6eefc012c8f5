import Foundation
import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle
import StoatMessaging
import StoatModels
import StoatStorage

@testable import StoatCore

/// Runs a listener with these routes on a free port while `body` runs, then stops it gracefully.
func withServer<Result: Sendable>(
    _ routes: RouteTable = .sample,
    limits: ConnectionLimits = ConnectionLimits(),
    configure: (inout EdgeOptions) -> Void = { _ in },
    _ body: @Sendable (RawHTTP) async throws -> Result
) async throws -> Result {
    var options = EdgeOptions(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    configure(&options)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let service = HTTPService(
        name: "test",
        address: ListenAddress(host: "127.0.0.1", port: 0),
        routes: routes,
        options: options,
        limits: limits,
        onListening: { port.yield($0.port) }
    )
    let group = ServiceGroup(services: [service], logger: options.logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let result = try await body(RawHTTP(port: await iterator.next() ?? 0))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
    }
}

/// `{"name": 2…8 scalars, "count"?: u8}`.
struct SampleBody: JSONBody {
    let name: String
    let count: UInt8?

    init(from body: BodyReader) throws {
        self.name = try body.string("name", length: 2...8)
        self.count = try body.optionalInteger("count")
    }
}

extension RouteTable {
    /// A few routes that answer what they were asked.
    static var sample: RouteTable {
        var routes = RouteTable()
        routes.get("/") { _, _ -> Object in ["hello": "world"] }
        routes.get("/things/@me") { _, _ -> Object in ["thing": "self"] }
        routes.get("/things/:target") { _, context -> Object in
            ["thing": .string(try context.parameters.text("target"))]
        }
        routes.get("/things/:id/parts") { _, context -> Object in
            [
                "parts of": .string(try context.parameters.text("id")),
                "q": context.query["q"].map(Value.string) ?? .null,
            ]
        }
        routes.delete("/things/:target") { _, _ in NoContent() }
        routes.post("/things") { request, _ -> Object in
            let body = try await request.decode(SampleBody.self)
            return ["name": .string(body.name), "count": body.count.map { .int(Int64($0)) } ?? .null]
        }
        routes.get("/me") { _, context -> Object in ["id": .string(try context.requireUser().id.rawValue)] }
        routes.get("/session") { _, context -> Object in
            ["id": .string(try context.requireSession().id.rawValue)]
        }
        routes.get("/fail/:how") { _, context -> Object in
            switch context.parameters["how"] {
            case "down": throw StorageError(.unavailable, "secret words", operation: "find", collection: "users")
            case "broken": throw StorageError(.failed, "secret words", operation: "find", collection: "users")
            case "bus": throw MessagingError(.overloaded, "secret words")
            case "framework": throw HTTPError(.unprocessableContent, message: "shape")
            case "permission": throw APIError(.missingPermission("SendMessage"))
            default: throw CocoaError(.fileNoSuchFile)
            }
        }
        routes.addRateLimitProbe()
        routes.addHealth(ReadinessProbe([]))
        return routes
    }
}

/// Counts without a window's end; as much of a cache as limits need.
actor CountingCache: SharedCache {
    private var counts: [String: Int] = [:]

    func countRequest(bucket: String, limit: Int, window: Duration) async -> RateLimitState {
        counts[bucket, default: 0] += 1
        return RateLimitState(count: counts[bucket] ?? 0, resetAfter: window)
    }

    func read(_ keys: [CacheKey]) async -> [CacheEntry] { keys.map { _ in CacheEntry(document: nil, token: 0) } }
    func fill(_ copies: [CacheFill]) async {}
    func invalidate(_ keys: [CacheKey]) async {}
    func claim(_ mark: String, for duration: Duration) async -> Bool { true }
    func release(_ mark: String) async {}
    func remaining(_ marks: [String]) async -> [Duration?] { marks.map { _ in nil } }
    func ping() async throws {}
    func shutdown() async {}
}
