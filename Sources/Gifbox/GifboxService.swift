public import ServiceLifecycle
public import StoatCore

/// The GIF search as a service: one listener, and one HTTP client for the provider.
public struct GifboxService: Service {
    private let core: Core
    private let address: ListenAddress
    private let metrics: MetricsRegistry?
    private let onListening: @Sendable (ListenAddress) -> Void

    /// The GIF search of a core.
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
        self.address = address
        self.metrics = metrics
        self.onListening = onListening
    }

    /// Serves until graceful shutdown.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used.
    public func run() async throws {
        let client = OutboundClient()
        let provider = core.settings.gifProvider(client, logger: core.logger)
        let routes = GifboxRoutes(core: core, answers: GifAnswers(provider: provider, cache: core.cache))
        let http = HTTPService(
            name: "gifbox",
            address: address,
            routes: routes.table(),
            options: .identifyingCallers(of: core, counting: .gifs, metrics: metrics),
            onListening: onListening
        )
        do { try await http.run() } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }
}
