internal import Foundation
public import StoatMessaging
internal import StoatModels

/// A private RabbitMQ on a free port.
public struct RabbitServer: Sendable {
    /// To stop it and start it again.
    public let process: StoatProcess
    /// Where it listens, on the loopback interface.
    public let port: Int

    // The usual wrapper switches to a system user that cannot write our folder; this is the inner script.
    private static let executable = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    private static let common = SharedServer { try await RabbitServer.started() }

    /// The one of this test process, running. Tests use ``lend()`` and leave it alone.
    public static func shared() async throws -> RabbitServer { try await common.get() }

    /// A server of its own for one test, running; takes some seconds.
    public static func started() async throws -> RabbitServer {
        let server = try RabbitServer()
        try await server.process.start()
        return server
    }

    /// Prepares a server; nothing is started yet.
    public init() throws {
        guard FileManager.default.isExecutableFile(atPath: Self.executable) else {
            throw ServerProcess.Failure("no \(Self.executable): install it with `apt-get install rabbitmq-server`")
        }
        let port = try FreePort.next()
        let folder = try TemporaryFolder("rabbit")
        let environment = [
            "HOME": folder.path,
            "RABBITMQ_NODENAME": "stoat\(port)@localhost",
            "RABBITMQ_MNESIA_BASE": folder.path + "/mnesia",
            "RABBITMQ_LOG_BASE": folder.path + "/log",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": "\(port)",
            "RABBITMQ_DIST_PORT": "\(try FreePort.next())",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder.path + "/plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
        ]
        self.port = port
        // A protocol header is answered by `Connection.Start`, a method frame (type 1), once the broker is up.
        let header: [UInt8] = Array("AMQP".utf8) + [0, 0, 9, 1]
        self.process = StoatProcess("rabbit", .init(Self.executable, environment: environment, in: folder)) {
            await StoatProbe.exchange(port: port, header) { $0.count > 8 }?.first == 1
        }
    }

    /// Settings that reach it, with names that no other test gets.
    public var settings: RabbitSettings {
        var settings = RabbitSettings()
        settings.host = "127.0.0.1"
        settings.port = port
        settings.username = "guest"
        settings.password = "guest"
        // Tests share the machine: what is slow is not broken.
        settings.taskTimeout = .seconds(30)
        settings.prefix = "test.\(ULID()).".lowercased()
        return settings
    }

    /// Settings of the shared server, with names that no other test gets.
    public static func lend() async throws -> RabbitSettings { try await shared().settings }
}
