internal import Foundation
public import Logging
internal import StoatModels
public import StoatStorage
internal import Synchronization

/// A MongoDB server for tests: a replica set of one on a free port, or a standalone one.
public final class MongoServer: Sendable {
    /// The connection string.
    public let url: String
    /// The port of the loopback interface it listens on.
    public let port: Int
    private let folder: TemporaryFolder
    private let isReplicaSet: Bool
    private let process = Mutex<ServerProcess?>(nil)

    /// The server that all tests of this process share; each takes a database of its own from it.
    public static let shared = Task { try await MongoServer.start() }

    /// Starts a server of its own, for tests that stop it.
    public static func start(asReplicaSet isReplicaSet: Bool = true) async throws -> MongoServer {
        let server = try MongoServer(asReplicaSet: isReplicaSet)
        try await server.start()
        return server
    }

    /// Prepares a server; nothing is started yet.
    public init(asReplicaSet isReplicaSet: Bool = true) throws {
        self.folder = try TemporaryFolder("mongo")
        self.port = try FreePort.next()
        self.isReplicaSet = isReplicaSet
        self.url = "mongodb://127.0.0.1:\(port)/?directConnection=true"
    }

    /// Starts the server on its port with the data it had, and waits until it takes writes.
    public func start() async throws {
        var arguments = [
            "--dbpath", folder.path, "--port", "\(port)", "--bind_ip", "127.0.0.1", "--nounixsocket",
            "--wiredTigerCacheSizeGB", "0.25", "--quiet", "--setParameter", "diagnosticDataCollectionEnabled=false",
        ]
        if isReplicaSet { arguments += ["--replSet", "rs0", "--oplogSize", "64"] }
        let process = try ServerProcess("mongod", .init(try Self.executable(), arguments, in: folder))
        self.process.withLock { $0 = process }
        try await process.waitUntilReady { await self.takesWrites() }
    }

    /// Kills the server at once; its data stays.
    public func kill() { current?.kill() }

    /// Asks the server to end and waits for it; its data stays.
    public func stop() async { await current?.terminate() }

    /// The end of the server's log.
    public var log: String { current?.log ?? "(not running)" }

    /// Stops the server from answering without closing a connection.
    public func freeze() async throws { try await current?.suspend() }

    /// Lets a frozen server go on.
    public func thaw() { current?.resume() }

    /// A name for a database that nothing else uses.
    public static func freeDatabase() -> String { "test_\(String(UInt64.random(in: .min ... .max), radix: 36))" }

    /// Opens a store on a database of the caller's choice.
    public func store(_ database: String, logger: Logger = .quiet) async throws -> MongoStore {
        try await MongoStore(url: url, database: database, logger: logger)
    }

    /// Where mongod is: named by `STOAT_TEST_MONGOD`, got by `scripts/test-servers.sh`, or on the search path.
    public static func executable() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let own = root.appendingPathComponent(".build/test-servers/bin/mongod").path
        let searched = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/mongod" }
        let candidates: [String] = [environment["STOAT_TEST_MONGOD"] ?? own, own] + searched
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw ServerProcess.Failure("no mongod: run scripts/test-servers.sh, or see Tests/README.md")
        }
        return path
    }

    private var current: ServerProcess? { process.withLock(\.self) }

    private func takesWrites() async -> Bool {
        // Not answering yet, or not a primary yet: both are asked again.
        guard let store = try? await MongoStore(url: url + "&serverSelectionTimeoutMS=500", logger: .quiet) else {
            return false
        }
        let hello = try? await store.run(command: ["hello": .int32(1)], on: "admin")
        if isReplicaSet, hello?["setName"] == nil {
            let member: Object = ["_id": .int32(0), "host": .string("127.0.0.1:\(port)")]
            let configuration: Object = ["_id": "rs0", "members": [.object(member)]]
            _ = try? await store.run(command: ["replSetInitiate": .object(configuration)], on: "admin")
        }
        await store.close()
        return hello?["isWritablePrimary"]?.bool == true
    }
}
