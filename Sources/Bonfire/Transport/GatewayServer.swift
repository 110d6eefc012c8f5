internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import StoatCore
internal import StoatModels

/// The listening side: accepts sockets, gives each to a loop, and owns the hubs of the loops.
final class GatewayServer: Sendable {
    let ports: [LoopPort]
    private let group: any EventLoopGroup
    private let limits: GatewayLimits
    private let metrics: GatewayMetrics
    private let gate: AddressGate

    /// Makes a port per loop of the group.
    ///
    /// Nothing is accepted before ``listen(host:port:)``.
    init(group: any EventLoopGroup, limits: GatewayLimits, metrics: GatewayMetrics, addresses: ClientAddressPolicy) {
        self.group = group
        self.limits = limits
        self.metrics = metrics
        self.gate = AddressGate(limit: limits.unauthenticatedPerAddress, addresses: addresses)
        self.ports = group.makeIterator().map { LoopPort(loop: $0) }
    }

    /// Creates the hubs.
    func start(services: SessionServices) async throws {
        for port in ports {
            try await port.loop.submit { [limits, metrics] in
                let hub = LoopHub(port: port, limits: limits, metrics: metrics, services: services)
                port.connect(hub)
                hub.start()
            }.get()
        }
    }

    /// Accepts connections from now on.
    ///
    /// - Throws: `IOError` when the address is taken or not ours.
    func listen(host: String, port: Int) async throws -> any NIOCore.Channel {
        let ports = Dictionary(uniqueKeysWithValues: self.ports.map { (ObjectIdentifier($0.loop), $0) })
        let gate = self.gate
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Clients send little: one small buffer per socket, which shrinks to 256 bytes after the handshake.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 256, initial: 1024, maximum: 16384)
            )
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 16 << 10, high: 64 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let hub = ports[ObjectIdentifier(channel.eventLoop)]?.connected else {
                        throw ChannelError.operationUnsupported
                    }
                    let pipeline = channel.pipeline.syncOperations
                    let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)
                    try pipeline.addHandler(ByteToMessageHandler(decoder))
                    try pipeline.addHandler(HandshakeHandler(hub: hub, gate: gate))
                }
            }
            .bind(host: host, port: port).get()
    }

    /// Closes every session, spread over a time, so that clients come back one after the other.
    func closeAll(_ code: CloseCode, over spread: TimeAmount) {
        for port in ports { port.post(.closeAll(code, over: spread)) }
    }

    /// Closes the sessions of a user.
    func close(_ user: UserID, _ code: CloseCode) {
        for port in ports { port.post(.close(user, code)) }
    }

    /// Stops the loops' clocks.
    ///
    /// No session may be left.
    func stop() async throws {
        for port in ports { try await port.loop.submit { port.connected?.stop() }.get() }
    }
}
