import Logging
import ServiceLifecycle
import StoatModels
import Testing

@testable import StoatCore

@Suite("Stopping a listener", .timeLimit(.minutes(3)))
struct DrainTests {
    @Test("answers what has begun, and closes connections that wait")
    func drain() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        var routes = RouteTable()
        routes.get("/slow") { _, _ -> Object in
            begin.yield()
            for await _ in released { break }
            return ["done": true]
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let service = HTTPService(
            name: "test",
            address: ListenAddress(host: "127.0.0.1", port: 0),
            routes: routes,
            options: EdgeOptions(logger: logger),
            onListening: { port.yield($0.port) }
        )
        let group = ServiceGroup(services: [service], logger: logger)
        let answer = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let server = RawHTTP(port: await ports.first { _ in true } ?? 0)
            // A connection that asks nothing must not delay the end.
            async let idle = server.raw("")
            async let slow = server.raw("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            for await _ in begun { break }
            await group.triggerGracefulShutdown()
            release.yield()
            let answer = try await slow
            try await tasks.waitForAll()
            // Closed without an answer, which the client reports as text that is no answer.
            _ = try? await idle
            return answer
        }
        #expect(answer.status == 200)
        #expect(answer.body == #"{"done":true}"#)
    }
}
