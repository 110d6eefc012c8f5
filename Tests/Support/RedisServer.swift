internal import Foundation
public import StoatMessaging
internal import Synchronization

/// A private Redis on a free port.
public struct RedisServer: Sendable {
    /// To stop it and start it again.
    public let process: StoatProcess
    /// Where it listens, on the loopback interface.
    public let port: Int
    /// The password that it wants, if any.
    public let password: String?

    private static let executable = "/usr/bin/redis-server"
    private static let databases = 2048
    private static let lent = Atomic(0)
    private static let common = SharedServer { try await RedisServer.started() }

    /// The one of this test process, running. Tests use ``lend()`` and leave it alone.
    public static func shared() async throws -> RedisServer { try await common.get() }

    /// A server of its own for one test, running.
    ///
    /// - Parameter isPersistent: whether its data survive a stop.
    public static func started(password: String? = nil, isPersistent: Bool = false) async throws -> RedisServer {
        let server = try RedisServer(password: password, isPersistent: isPersistent)
        try await server.process.start()
        return server
    }

    /// Prepares a server; nothing is started yet.
    public init(password: String? = nil, isPersistent: Bool = false) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.executable) else {
            throw ServerProcess.Failure("no \(Self.executable): install it with `apt-get install redis-server`")
        }
        let port = try FreePort.next()
        let folder = try TemporaryFolder("redis")
        var arguments = [
            "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--databases", "\(Self.databases)",
            "--save", "", "--appendonly", isPersistent ? "yes" : "no", "--appendfsync", "always",
        ]
        if let password { arguments += ["--requirepass", password] }
        self.port = port
        self.password = password
        self.process = StoatProcess("redis", .init(Self.executable, arguments, in: folder)) {
            // `+PONG`, or an error because it wants a password.
            let answer = await StoatProbe.exchange(port: port, Array("PING\r\n".utf8)) { $0.contains(0x0A) }
            return answer?.first.map { $0 == 0x2B || $0 == 0x2D } ?? false
        }
    }

    /// Settings that reach it.
    public var settings: RedisSettings {
        var settings = RedisSettings(host: "127.0.0.1", port: port)
        settings.password = password
        return settings
    }

    /// Settings of the shared server with an empty database that no other test gets.
    public static func lend() async throws -> RedisSettings {
        var settings = try await shared().settings
        settings.database = lent.add(1, ordering: .relaxed).newValue % databases
        return settings
    }
}
