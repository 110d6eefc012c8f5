internal import Hummingbird
internal import Logging
internal import NIOCore
public import ServiceLifecycle

/// One HTTP listener as a service: runs until it is told to stop, then answers what it has begun and closes.
public struct HTTPService: Service {
    /// What a listener is called in logs, metrics and error messages.
    public let name: String
    private let address: ListenAddress
    private let limits: ConnectionLimits
    private let edge: HTTPEdge
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) -> Void

    /// A listener for these routes.
    ///
    /// `onListening` is called once, with the port in use, when connections are accepted; port 0 asks for a free one.
    public init(
        name: String,
        address: ListenAddress,
        routes: RouteTable,
        options: EdgeOptions,
        limits: ConnectionLimits = ConnectionLimits(),
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        self.name = name
        self.address = address
        self.limits = limits
        self.edge = HTTPEdge(routes, listener: name, options: options)
        self.logger = options.logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used.
    public func run() async throws {
        var frameworkLogger = logger
        frameworkLogger.logLevel = max(logger.logLevel, .notice)
        let bodyLimit = limits.bodyTime
        let application = Application(
            responder: edge,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionGuard(bodyLimit: bodyLimit)],
                    idleTimeout: TimeAmount(limits.idleTime),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.maxHeaderBytes,
                        maxHeaderListSize: limits.maxHeaderBytes,
                        maxHeaderFieldCount: limits.maxHeaders
                    )
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                serverName: "Stoat",
                backlog: limits.backlog
            ),
            onServerRunning: { [name, address, logger, onListening] channel in
                let actual = ListenAddress(host: address.host, port: channel.localAddress?.port ?? address.port)
                logger.info(
                    "Listening",
                    metadata: [LogKey.service: .string(name), LogKey.address: .string(actual.description)]
                )
                onListening(actual)
            },
            logger: frameworkLogger
        )
        do { try await application.run() } catch let error as IOError {
            throw ListenError(service: name, address: address, error)
        } catch let error as SocketAddressError {
            throw ListenError(service: name, address: address, error)
        }
    }
}

/// What one connection may cost.
public struct ConnectionLimits: Sendable {
    /// How long a connection may stay idle, or take to send a request's head.
    public var idleTime: Duration = .seconds(75)
    /// How long a request's body may take to arrive.
    public var bodyTime: Duration = .seconds(30)
    /// Bytes of all request headers together.
    public var maxHeaderBytes = 32 * 1024
    /// Number of request headers.
    public var maxHeaders = 100
    /// Connections that wait to be accepted.
    public var backlog = 1024

    /// The defaults.
    public init() {}
}

/// Where a listener listens.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name or address of this machine; `0.0.0.0` for all IPv4 ones, `::` for all.
    public var host: String
    /// The port; 0 asks for any free one.
    public var port: Int

    /// An address.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, as it stands in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A listener that could not be opened.
public struct ListenError: Error, CustomStringConvertible {
    /// The listener's name.
    public let service: String
    /// Where it was to listen.
    public let address: ListenAddress
    /// The system's words.
    public let reason: String

    /// One line for the operator.
    public var description: String { "\(service) cannot listen on \(address): \(reason.lowercased())" }

    /// A failure to listen.
    public init(service: String, address: ListenAddress, reason: String) {
        self.service = service
        self.address = address
        self.reason = reason
    }
}
