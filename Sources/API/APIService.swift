import Hummingbird
public import ServiceLifecycle
public import StoatCore

/// The REST API as a service: one listener that runs until it is told to stop.
public struct APIService: Service {
    private let http: HTTPService
    private let core: Core

    /// The API of a core.
    ///
    /// - Parameters:
    ///   - address: where to listen; port 0 asks for a free one.
    ///   - metrics: where requests are counted; `nil` to skip that.
    ///   - onListening: called once, with the port in use.
    public init(
        core: Core,
        address: ListenAddress,
        metrics: MetricsRegistry? = nil,
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        self.core = core
        self.http = HTTPService(
            name: "api",
            address: address,
            routes: APIRoutes(core: core).table(),
            options: .identifyingCallers(of: core, counting: .api, metrics: metrics),
            onListening: onListening
        )
    }

    /// Serves until graceful shutdown, and does meanwhile what the requests leave to be done.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used.
    public func run() async throws {
        let lastMessages = LastMessageWriter(core: core)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await lastMessages.run() }
            group.addTask { try await MassMentionWorker(core: core).run() }
            group.addTask { try await LinkEmbedWorker(core: core).run() }
            try await http.run()
            group.cancelAll()
        }
        // Requests that were being drained may have sent messages after the writer stopped.
        await lastMessages.flush()
    }
}
