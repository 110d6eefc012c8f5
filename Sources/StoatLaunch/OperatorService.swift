internal import Logging
internal import ServiceLifecycle
internal import StoatCore

/// Health and metrics on a listener of their own.
///
/// Without a configured port the first free one from 9100 to 9109 is taken, so that several processes can share a
/// machine; when none is free, or the configured one is taken, the process runs on without it only in the former case.
struct OperatorService: Service {
    private let core: Core
    private let metrics: MetricsRegistry

    private static let usualPorts = 9100...9109

    init(core: Core, metrics: MetricsRegistry) {
        self.core = core
        self.metrics = metrics
    }

    func run() async throws {
        let listen = core.settings.operator.listen
        if let port = listen.port { return try await serve(listen.host, port) }
        for port in Self.usualPorts {
            do { return try await serve(listen.host, port) } catch let error as ListenError {
                core.logger.debug("Operator listener moves on", metadata: [LogKey.error: .string(error.description)])
            }
        }
        core.logger.warning("No free port for the operator listener", metadata: [LogKey.address: .string(listen.host)])
        try await gracefulShutdown()
    }

    private func serve(_ host: String, _ port: Int) async throws {
        var routes = RouteTable()
        routes.addHealth(core.readiness)
        routes.addMetrics(metrics)
        let options = EdgeOptions(logger: core.logger)
        let address = ListenAddress(host: host, port: port)
        try await HTTPService(name: "operator", address: address, routes: routes, options: options).run()
    }
}
