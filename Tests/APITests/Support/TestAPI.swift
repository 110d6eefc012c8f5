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

@testable import API
@testable import StoatCore

/// The API over an SQLite database of its own, called without a socket: real edge, router, authenticator and handlers.
///
/// Requests are not counted by the rate limiter, so that a test may send as many as it needs.
final class TestAPI: Sendable {
    let core: Core
    let bus: RecordingBus
    /// What ``core`` takes for the time.
    static let now = Timestamp(milliseconds: 1_780_000_000_000)

    private let edge: HTTPEdge
    private let connection: ConnectionContext
    private let folder: TemporaryFolder

    /// Runs `body` with a new API over an empty database.
    static func run(
        _ settings: Settings = Settings(),
        _ body: (TestAPI) async throws -> Void
    ) async throws {
        let api = try await TestAPI(settings)
        try await body(api)
        await api.core.store.close()
    }

    private init(_ settings: Settings) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        self.folder = try TemporaryFolder("api")
        let store = try await SQLiteStore(path: folder.path + "/stoat.sqlite", logger: logger)
        try await store.ensure(Schema.all)
        let cache = InProcessCache()
        self.bus = RecordingBus()
        self.core = Core(
            settings: settings,
            store: store,
            bus: bus,
            queue: InProcessQueue(store: store, logger: logger),
            cache: cache,
            presence: InProcessPresence(),
            logger: logger,
            clock: { Self.now }
        )
        var options = EdgeOptions.identifyingCallers(of: core, counting: .api, metrics: nil)
        options.rateLimiter = nil
        self.edge = HTTPEdge(APIRoutes(core: core).table(), listener: "test", options: options)
        self.connection = ConnectionContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger)
        )
    }

    /// Sends a request and reads the whole answer.
    func call(
        _ method: Method,
        _ path: String,
        as caller: Caller? = nil,
        _ body: Object? = nil,
        headers: [HTTPField.Name: String] = [:]
    ) async throws -> Answer {
        var fields = HTTPFields()
        if let caller { fields[caller.user.isBot ? .botToken : .sessionToken] = caller.token }
        for (name, value) in headers { fields[name] = value }
        let bytes = body.map { JSONWriter.encode($0) }
        if let bytes { fields[.contentLength] = String(bytes.readableBytes) }
        let request = Request(
            head: HTTPRequest(method: method.wire, scheme: nil, authority: nil, path: path, headerFields: fields),
            body: RequestBody(buffer: bytes ?? ByteBuffer())
        )
        let (response, counts) = try await OperationCounter.counting {
            try await edge.respond(to: request, context: connection)
        }
        let collector = BodyCollector()
        try await response.body.write(collector)
        let text = collector.bytes.withLock { $0 }
        return Answer(
            status: response.status.code,
            value: text.readableBytes == 0 ? .null : try JSONParser.parse(text),
            counts: counts
        )
    }

    /// Sends a request without a body and answers the head of the response.
    func respond(_ method: Method, _ path: String) async throws -> Response {
        let head = HTTPRequest(method: method.wire, scheme: nil, authority: nil, path: path)
        return try await edge.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            context: connection
        )
    }

    /// The events published since the last call.
    func events() -> [Event] { bus.take() }
}

/// Who sends a request.
struct Caller: Sendable {
    var user: User
    let token: String
    var id: UserID { user.id }
}

extension Settings {
    /// The defaults with some changes.
    static func with(_ change: (inout Settings) -> Void) -> Settings {
        var settings = Settings()
        change(&settings)
        return settings
    }
}

/// The methods that routes use.
enum Method: Sendable {
    case get, post, put, patch, delete

    var wire: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}
