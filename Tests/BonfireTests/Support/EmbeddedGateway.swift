import Logging
import NIOCore
import StoatCore
import StoatMessaging
import StoatModels
import StoatStorage
import Synchronization
import TestSupport

@testable import Bonfire

/// The whole gateway over a real embedded store and the in-process bus, with data that tests put there.
final class EmbeddedGateway: Sendable {
    let core: Core
    let service: BonfireService
    let port: Int
    private let folder: TemporaryFolder
    private let store: SQLiteStore
    private let running: Task<Void, any Error>

    init(limits: GatewayLimits = .hasty, settings: Settings = Settings()) async throws {
        let logger = Logger(label: "gateway-tests") { _ in SwiftLogNoOpLogHandler() }
        let folder = try TemporaryFolder("gateway")
        let store = try await SQLiteStore(path: folder.path + "/stoat.sqlite", logger: logger)
        try await Schema.prepare(store, logger: logger)
        let core = Core(
            settings: settings,
            store: store,
            bus: InProcessBus(),
            queue: InProcessQueue(store: store, logger: logger),
            cache: InProcessCache(),
            presence: InProcessPresence(),
            logger: logger
        )
        let (ports, found) = AsyncStream<Int>.makeStream()
        let service = BonfireService(
            core: core,
            address: ListenAddress(host: "127.0.0.1", port: 0),
            limits: limits,
            onListening: { found.yield($0.port) }
        )
        self.core = core
        self.folder = folder
        self.store = store
        self.service = service
        self.running = Task { try await service.run() }
        var port = 0
        for await number in ports {
            port = number
            break
        }
        self.port = port
    }

    func stop() async throws {
        running.cancel()
        try await running.value
        await store.close()
    }

    // MARK: - Data

    /// Stores a user with a login session; the token is the user's id.
    @discardableResult func user(_ id: UserID, _ change: (inout User) -> Void = { _ in }) async throws -> User {
        var user = User(id: id, username: id.rawValue, discriminator: "0001")
        change(&user)
        let session = Session(
            id: SessionID("session-" + id.rawValue),
            user: id,
            token: id.rawValue,
            name: "test",
            lastSeen: Timestamp(milliseconds: 0),
            origin: nil
        )
        try await store.write([.insert(.users, user.document), .insert(.sessions, session.document)])
        return user
    }

    /// Stores a server with text channels and members; the first member owns it.
    @discardableResult func server(
        _ id: ServerID,
        channels: [ChannelID] = ["C1"],
        members: [UserID],
        _ change: (inout Server) -> Void = { _ in }
    ) async throws -> Server {
        var server = Server(id: id, owner: members[0], name: id.rawValue, channels: channels)
        change(&server)
        var writes: [Write] = [.insert(.servers, server.document)]
        for channel in channels { writes.append(.insert(.channels, Self.channel(channel, in: id).document)) }
        for member in members {
            writes.append(.insert(.serverMembers, Member(id: Member.ID(server: id, user: member)).document))
        }
        try await store.write(writes)
        return server
    }

    static func channel(_ id: ChannelID, in server: ServerID) -> StoatModels.Channel {
        Channel(id: id, kind: .text(Channel.ServerChannel(server: server, name: id.rawValue)))
    }

    /// Stores a document as it is.
    func insert(_ document: Object, into collection: StoatStorage.Collection) async throws {
        try await store.insert(document, into: collection)
    }

    // MARK: - Sockets

    /// A socket with its `Ready`.
    func connect(_ token: String, query: String = "") async throws -> Client {
        let socket = try await RawSocket.webSocket(port: port, query: "token=\(token)\(query)")
        let client = Client(socket: socket)
        try client.require(try await client.next(), "Authenticated")
        return client
    }

    /// A socket past `Ready`.
    func live(_ token: String, query: String = "") async throws -> Client {
        let client = try await connect(token, query: query)
        try client.require(try await client.next(), "Ready")
        return client
    }

    /// A message event as the API publishes it.
    func message(_ id: MessageID, in channel: StoatModels.Channel, by author: UserID) -> Event {
        var message = Message(id: id, channel: channel.id, author: author)
        message.content = "hello"
        let user = User(id: author, username: author.rawValue, discriminator: "0001")
        let view = UserView(relationship: .none, seesProfile: true, isConnected: true)
        return .message(message.wire(user: user.wire(view), member: nil), in: channel)
    }
}

/// A JSON socket that reads events.
struct Client: Sendable {
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    let socket: RawSocket

    /// The next event; throws when something else or nothing comes.
    func next(within limit: Duration = .seconds(10)) async throws -> Object {
        guard let frame = try await socket.readFrame(within: limit), frame.opcode == 1 else {
            throw Unexpected(description: "no text frame")
        }
        guard case .object(let object) = try JSONParser.parse(ByteBuffer(bytes: frame.payload)) else {
            throw Unexpected(description: "no object: \(frame.text)")
        }
        return object
    }

    func require(_ event: Object, _ type: String) throws {
        guard event["type"]?.string == type else {
            throw Unexpected(description: "wanted \(type), got \(String(buffer: JSONWriter.encode(event)))")
        }
    }

    /// The next event, which must be of a type.
    func expect(_ type: String, within limit: Duration = .seconds(10)) async throws -> Object {
        let event = try await next(within: limit)
        try require(event, type)
        return event
    }

    /// The code that the server closes with; what comes before is dropped.
    func closeCode() async throws -> UInt16? {
        while let frame = try await socket.readFrame() { if frame.opcode == 8 { return frame.closeCode } }
        return nil
    }

    /// Sends a client message.
    func send(_ object: Object) async throws {
        try await socket.send(ClientFrame.text(String(buffer: JSONWriter.encode(object))))
    }

    /// Waits until everything sent before has been delivered; answers the events on the way.
    func settle(_ number: Int64 = 4711) async throws -> [Object] {
        try await send(["type": "Ping", "data": .int(number)])
        var events: [Object] = []
        while true {
            let event = try await next()
            if event["type"] == "Pong" { return events }
            events.append(event)
        }
    }
}

extension GatewayLimits {
    /// Limits that make endings quick.
    static var hasty: GatewayLimits {
        var limits = GatewayLimits.generous
        limits.offlineGrace = .milliseconds(50)
        limits.closeGrace = .seconds(1)
        limits.shutdownSpread = .zero
        limits.reconnectSpread = .zero
        limits.topicGrace = .milliseconds(100)
        return limits
    }
}

/// Runs a body against an embedded gateway and stops it afterwards.
func withEmbeddedGateway(
    limits: GatewayLimits = .hasty,
    settings: Settings = Settings(),
    _ body: (EmbeddedGateway) async throws -> Void
) async throws {
    let gateway = try await EmbeddedGateway(limits: limits, settings: settings)
    do { try await body(gateway) } catch {
        try? await gateway.stop()
        throw error
    }
    try await gateway.stop()
}
