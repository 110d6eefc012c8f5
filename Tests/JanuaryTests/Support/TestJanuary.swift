import Foundation
import FoundationNetworking
import Logging
import StoatCore
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import January

/// A link proxy on a port of its own that trusts some local sites.
struct TestJanuary: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: Data

        /// The type of a JSON error, or of an embed.
        var type: String? { json["type"] as? String }
        var json: [String: any Sendable] {
            ((try? JSONSerialization.jsonObject(with: body)) as? [String: any Sendable]) ?? [:]
        }
    }

    let port: Int

    /// Runs a link proxy while `body` runs.
    static func with(
        allowing hosts: [String],
        settings: Settings = Settings(),
        _ body: @Sendable (TestJanuary) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let folder = try TemporaryFolder("january")
        let store = try await SQLiteStore(path: folder.path + "/stoat.sqlite", logger: logger)
        let bus = InProcessBus()
        let core = Core(
            settings: settings,
            store: store,
            bus: bus,
            queue: InProcessQueue(store: store, logger: logger),
            cache: InProcessCache(),
            presence: InProcessPresence(),
            logger: logger
        )
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let service = JanuaryService(
            core: core,
            address: ListenAddress(host: "127.0.0.1", port: 0),
            rules: FetchRules(allowedHosts: hosts),
            limits: .test,
            onListening: { listening.yield($0.port) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            for await port in ports {
                try await body(TestJanuary(port: port))
                break
            }
            group.cancelAll()
            // Cancelled above.
            try? await group.waitForAll()
        }
        await store.close()
    }

    /// `GET` of a path, with the address that is asked for.
    func get(_ path: String, url: String?, _ headers: [String: String] = [:]) async throws -> Answer {
        var parts = URLComponents()
        parts.scheme = "http"
        parts.host = "127.0.0.1"
        parts.port = port
        parts.path = path
        if let url { parts.queryItems = [URLQueryItem(name: "url", value: url)] }
        var request = URLRequest(url: try #require(parts.url))
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (body, response) = try await URLSession.shared.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in answer.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(status: answer.statusCode, headers: fields, body: body)
    }
}
