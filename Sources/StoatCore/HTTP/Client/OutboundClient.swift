internal import AsyncHTTPClient
public import NIOCore
internal import NIOHTTP1

/// Asks other servers for small answers over HTTP, with limits on time, size and how many at once.
///
/// For addresses that the operator chose: nothing is checked about where they lead. One per service;
/// ``shutdown()`` must run before the last reference goes.
public final class OutboundClient: Sendable {
    /// What one client may cost.
    public struct Limits: Sendable {
        /// Until a connection stands.
        public var connect: Duration = .seconds(5)
        /// Until the whole answer is here, the wait for a turn included.
        public var whole: Duration = .seconds(10)
        /// Bytes of an answer's body.
        public var maxBytes = 2 << 20
        /// Requests at a time.
        public var concurrency = 32
        /// Requests that wait for their turn.
        public var queue = 256
        /// Redirects followed; 0 answers the redirect itself.
        public var redirects = 0

        /// The defaults.
        public init() {}
    }

    /// What a server said.
    public struct Answer: Sendable {
        /// The HTTP status.
        public let status: Int
        /// The whole body.
        public let body: ByteBuffer

        /// An answer.
        public init(status: Int, body: ByteBuffer) {
            self.status = status
            self.body = body
        }
    }

    private let client: HTTPClient
    private let gate: ConcurrencyGate
    private let limits: Limits

    /// A client without connections yet.
    public init(_ limits: Limits = Limits()) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: limits.redirects > 0
                ? .follow(max: limits.redirects, allowCycles: false) : .disallow,
            timeout: .init(
                connect: TimeAmount(limits.connect),
                read: TimeAmount(limits.whole),
                write: TimeAmount(limits.whole)
            ),
            connectionPool: .init(
                idleTimeout: .seconds(30),
                concurrentHTTP1ConnectionsPerHostSoftLimit: max(1, limits.concurrency)
            )
        )
        // Whether to ask again is the caller's decision.
        configuration.connectionPool.retryConnectionEstablishment = false
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.gate = ConcurrencyGate(limit: limits.concurrency, queue: limits.queue)
        self.limits = limits
    }

    /// The answer to a `GET`, whatever its status.
    ///
    /// - Throws: ``OutboundError``.
    public func get(_ url: String) async throws(OutboundError) -> Answer {
        do {
            return try await withDeadline(limits.whole) { [self] in
                try await gate.run { try await fetch(url) }
            }
        } catch {
            throw OutboundError(error)
        }
    }

    /// Ends all connections.
    public func shutdown() async {
        // It fails only when it was called before.
        try? await client.shutdown()
    }

    private func fetch(_ url: String) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "user-agent", value: "Stoat/\(Version.current)")
        let response = try await client.execute(request, timeout: TimeAmount(limits.whole))
        var body = ByteBuffer()
        for try await var part in response.body {
            guard body.readableBytes + part.readableBytes <= limits.maxBytes else {
                throw OutboundError(.tooLarge, "more than \(limits.maxBytes) bytes")
            }
            body.writeBuffer(&part)
        }
        return Answer(status: Int(response.status.code), body: body)
    }
}
