import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import StoatModels
import TestSupport
import Testing

@testable import Gifbox
@testable import StoatCore

@Suite("The GIF search as a service", .timeLimit(.minutes(4)))
struct GifboxServiceTests {
    @Test("answers over a socket, also after the first to ask has hung up, and stops when told to")
    func service() async throws {
        let door = Door()
        let script: ScriptedHTTPServer.Script = { request in
            await door.wait()
            return await TenorBodies.script(request)
        }
        try await TestGifbox.run(script) { (gifbox, provider) async throws in
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let service = GifboxService(
                core: gifbox.core,
                address: ListenAddress(host: "127.0.0.1", port: 0),
                onListening: { port.yield($0.port) }
            )
            let group = ServiceGroup(services: [service], logger: gifbox.core.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var iterator = ports.makeAsyncIterator()
                let url = "http://127.0.0.1:\(await iterator.next() ?? 0)/search?locale=en&query=x"
                let first = HTTPClient(eventLoopGroupProvider: .singleton)
                let leaving = Task { try await Self.get(url, with: first) }
                try await eventually("the provider is asked") { provider.requests.count == 1 }
                leaving.cancel()
                _ = await leaving.result
                try await first.shutdown()
                let second = HTTPClient(eventLoopGroupProvider: .singleton)
                let staying = Task { try await Self.get(url, with: second) }
                door.open()
                #expect(try await staying.value == 200)
                #expect(provider.requests.count == 1)
                try await second.shutdown()
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    private static func get(_ url: String, with client: HTTPClient) async throws -> UInt {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "x-session-token", value: TestGifbox.token)
        return try await client.execute(request, timeout: .seconds(30)).status.code
    }
}
