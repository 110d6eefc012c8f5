internal import NIOCore
internal import NIOPosix
public import ServiceLifecycle
public import StoatCore

/// The gateway as a service: WebSockets on one listener, until it is told to stop.
public struct BonfireService: Service {
    private let gateway: Gateway
    private let address: ListenAddress
    private let onListening: @Sendable (ListenAddress) -> Void

    /// The gateway of a core.
    ///
    /// It becomes the one receiver of the core's bus while it runs.
    ///
    /// - Parameters:
    /// - address: where to listen; port 0 asks for a free one.
    /// - metrics: where the gateway's figures are shown; `nil` to skip that.
    /// - onListening: called once, with the port in use.
    public init(
        core: Core,
        address: ListenAddress,
        metrics: MetricsRegistry? = nil,
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        self.init(core: core, address: address, limits: GatewayLimits(), metrics: metrics, onListening: onListening)
    }

    init(
        core: Core,
        address: ListenAddress,
        limits: GatewayLimits,
        metrics: MetricsRegistry? = nil,
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        self.gateway = Gateway(core: core, limits: limits, group: MultiThreadedEventLoopGroup.singleton)
        self.address = address
        self.onListening = onListening
        if let metrics { gateway.metrics.register(in: metrics) }
    }

    /// Serves until graceful shutdown, then closes every socket with 1012, spread over a few seconds.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used.
    public func run() async throws { try await gateway.run(on: address, onListening: onListening) }

    /// The gateway's figures now.
    public var metrics: GatewayMetricsSnapshot { gateway.metrics.snapshot }

    /// The parts, for tests.
    var parts: Gateway { gateway }
}
