public import ServiceLifecycle
public import StoatCore

/// The GIF search as a service: one listener.
public struct GifboxService: Service {
    private let http: HTTPService

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
        var options = EdgeOptions(logger: core.logger)
        options.metrics = metrics
        self.http = HTTPService(
            name: "gifbox",
            address: address,
            routes: RouteTable(),
            options: options,
            onListening: onListening
        )
    }

    /// Serves until graceful shutdown.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used.
    public func run() async throws { try await http.run() }
}
