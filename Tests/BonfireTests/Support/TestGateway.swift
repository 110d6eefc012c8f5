import NIOCore
import NIOPosix
import StoatCore
import StoatMessaging
import StoatModels
import Synchronization

@testable import Bonfire

/// The real transport on a free port, over services that let anybody in: the token is the user's id.
final class TestGateway: Sendable {
    let server: GatewayServer
    let metrics = GatewayMetrics()
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let listener: any NIOCore.Channel

    init(limits: GatewayLimits = .generous, loops: Int = 1, plan: @escaping @Sendable (UserID) -> AttachPlan = lone)
        async throws
    {
        group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        server = GatewayServer(group: group, limits: limits, metrics: metrics, addresses: ClientAddressPolicy())
        let endings = Endings()
        try await server.start(
            services: SessionServices(
                connect: { handle, token, query in
                    guard !token.isEmpty else { return handle.post(.rejected(type: GatewayError.invalidSession)) }
                    guard token != "slow" else { return handle.post(.accepted) }
                    handle.post(.accepted)
                    handle.post(.attach(plan(UserID(token))))
                    let ready = query.format.encode(["type": "Ready", "users": []])
                    handle.post(.ready(Frame(ready, format: query.format), replay: []))
                },
                ended: { identity in endings.users.withLock { $0.append(identity.user) } },
                typing: { _, _, _ in }
            )
        )
        listener = try await server.listen(host: "127.0.0.1", port: 0)
        port = listener.localAddress?.port ?? 0
        self.endings = endings
    }

    private final class Endings: Sendable {
        let users = Mutex<[UserID]>([])
    }

    private let endings: Endings

    /// The users whose sessions have ended.
    var departed: [UserID] { endings.users.withLock { $0 } }

    /// A user in no server.
    static func lone(_ user: UserID) -> AttachPlan {
        AttachPlan(
            identity: SessionIdentity(
                user: user,
                session: SessionID(user.rawValue),
                isBot: false,
                isPrivileged: false,
                presence: .random()
            ),
            rooms: [],
            followed: []
        )
    }

    /// Delivers an event to every loop.
    func deliver(_ event: PreparedEvent) {
        for port in server.ports { port.post(.deliver(event)) }
    }

    func stop() async throws {
        try await listener.close().get()
        server.closeAll(.restart, over: .zero)
        try await server.stop()
        try await group.shutdownGracefully()
    }

    /// A socket past `Authenticated` and `Ready`.
    func session(_ token: String = "user", format: String = "json") async throws -> RawSocket {
        let socket = try await RawSocket.webSocket(port: port, query: "version=1&format=\(format)&token=\(token)")
        _ = try await socket.readFrame()
        _ = try await socket.readFrame()
        return socket
    }
}

extension GatewayLimits {
    /// Limits that do not bite in tests about something else.
    static var generous: GatewayLimits {
        var limits = GatewayLimits()
        limits.inboundFrames = 1_000_000
        return limits
    }
}

/// Runs a body against a gateway and stops it afterwards.
func withGateway(
    limits: GatewayLimits = .generous,
    loops: Int = 1,
    plan: @escaping @Sendable (UserID) -> AttachPlan = TestGateway.lone,
    _ body: (TestGateway) async throws -> Void
) async throws {
    let gateway = try await TestGateway(limits: limits, loops: loops, plan: plan)
    do { try await body(gateway) } catch {
        try? await gateway.stop()
        throw error
    }
    try await gateway.stop()
}

/// An event as the bus would deliver it.
func prepared(_ kind: EventKind, _ members: Object, to audience: Audience, effect: Effect = .none) -> PreparedEvent {
    let event = Event(kind, members, to: audience)
    return PreparedEvent(DeliveredEvent(event), body: event.body, effect: effect)
}
