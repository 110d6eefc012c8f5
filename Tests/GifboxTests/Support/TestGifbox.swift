import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import StoatMessaging
import StoatModels
import StoatStorage
import Synchronization
import TestSupport

@testable import Gifbox
@testable import StoatCore

/// The GIF search over an SQLite database of its own, called without a socket; only the provider is asked over one.
final class TestGifbox: Sendable {
    /// A token that names a user.
    static let token = "token-of-ann"
    /// A token that names a bot.
    static let botToken = "token-of-bot"

    let core: Core
    /// How far the clock of the cache is ahead.
    let elapsed: Elapsed
    private let edge: HTTPEdge
    private let connection: ConnectionContext
    private let folder: TemporaryFolder

    /// Time that passes only when it is told to.
    final class Elapsed: Sendable {
        private let duration = Mutex(Duration.zero)

        func advance(_ step: Duration) { duration.withLock { $0 += step } }

        func now(_ start: ContinuousClock.Instant) -> ContinuousClock.Instant {
            start + duration.withLock { $0 }
        }
    }

    /// Runs `body` with a GIF search that asks a scripted provider.
    static func run(
        _ script: @escaping ScriptedHTTPServer.Script,
        limits: OutboundClient.Limits = OutboundClient.Limits(),
        deadline: Duration = .seconds(15),
        isLimited: Bool = false,
        _ body: (TestGifbox, ScriptedHTTPServer) async throws -> Void
    ) async throws {
        try await ScriptedHTTPServer.run(script) { provider in
            try await run(.asking(provider.url), limits: limits, deadline: deadline, isLimited: isLimited) {
                try await body($0, provider)
            }
        }
    }

    /// Runs `body` with a GIF search as it is configured.
    static func run(
        _ settings: Settings,
        limits: OutboundClient.Limits = OutboundClient.Limits(),
        deadline: Duration = .seconds(15),
        isLimited: Bool = false,
        _ body: (TestGifbox) async throws -> Void
    ) async throws {
        let client = OutboundClient(limits)
        let gifbox = try await TestGifbox(settings, client, deadline, isLimited)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(gifbox)) } catch { outcome = .failure(error) }
        await client.shutdown()
        await gifbox.core.store.close()
        try outcome.get()
    }

    private init(_ settings: Settings, _ client: OutboundClient, _ deadline: Duration, _ isLimited: Bool) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        self.folder = try TemporaryFolder("gifbox")
        let store = try await SQLiteStore(path: folder.path + "/stoat.sqlite", logger: logger)
        try await store.ensure(Schema.all)
        let elapsed = Elapsed()
        let start = ContinuousClock.now
        self.elapsed = elapsed
        self.core = Core(
            settings: settings,
            store: store,
            bus: InProcessBus(),
            queue: InProcessQueue(store: store, logger: logger),
            cache: InProcessCache(now: { elapsed.now(start) }),
            presence: InProcessPresence(),
            logger: logger
        )
        let answers = GifAnswers(
            provider: settings.gifProvider(client, logger: logger),
            cache: core.cache,
            deadline: deadline
        )
        var options = EdgeOptions.identifyingCallers(of: core, counting: .gifs, metrics: nil)
        if !isLimited { options.rateLimiter = nil }
        self.edge = HTTPEdge(GifboxRoutes(core: core, answers: answers).table(), listener: "test", options: options)
        self.connection = ConnectionContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger)
        )
        try await core.insertCallers()
    }

    /// What a request was answered with.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let value: Value

        /// `200`, or status and type of an error.
        var summary: String {
            "\(status)" + (value.object?.optionalString("type").map { " " + $0 } ?? "")
        }
    }

    /// Sends a `GET` as a user, or with these headers.
    func get(_ path: String, headers: HTTPFields = [.sessionToken: TestGifbox.token]) async throws -> Answer {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: path, headerFields: headers)
        let response = try await edge.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            context: connection
        )
        let collector = BodyCollector()
        try await response.body.write(collector)
        let body = collector.bytes.withLock { $0 }
        return Answer(
            status: response.status.code,
            headers: response.headers,
            value: body.readableBytes == 0 ? .null : try JSONParser.parse(body)
        )
    }
}

/// Keeps the bytes of a response.
private final class BodyCollector: ResponseBodyWriter, Sendable {
    let bytes = Mutex(ByteBuffer())

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { bytes in
            var copy = buffer
            bytes.writeBuffer(&copy)
        }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension Core {
    /// Adds the user and the bot that tests call as.
    func insertCallers() async throws {
        let (ann, robot) = (UserID.new(), UserID.new())
        let session = Session(
            id: .new(),
            user: ann,
            token: TestGifbox.token,
            name: "test",
            lastSeen: .now,
            origin: nil
        )
        try await store.write([
            .insert(.users, User(id: ann, username: "ann", discriminator: "0001", now: .now).document),
            .insert(.sessions, session.document),
            .insert(
                .users,
                User(id: robot, username: "robot", discriminator: "0001", botOwner: ann, now: .now).document
            ),
            .insert(.bots, Bot(id: robot, owner: ann, token: TestGifbox.botToken).document),
        ])
    }
}

extension Settings {
    /// The defaults with a provider at an address.
    static func asking(_ url: String, key: String = "a key") -> Settings {
        var settings = Settings()
        settings.api.security.tenorKey = key
        settings.gifbox.providerURL = url + "/v2"
        return settings
    }
}
