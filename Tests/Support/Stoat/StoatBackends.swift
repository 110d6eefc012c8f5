internal import Foundation

/// The servers under a cluster: private instances on free ports with folders of their own.
struct StoatBackends {
    let mongo: StoatProcess
    let redis: StoatProcess
    let rabbit: StoatProcess
    let mongoPort: Int
    let redisPort: Int
    let rabbitPort: Int

    /// Prepares all three; nothing is started yet.
    init() throws {
        mongoPort = try FreePort.next()
        redisPort = try FreePort.next()
        rabbitPort = try FreePort.next()
        mongo = try Self.mongo(port: mongoPort)
        redis = try Self.redis(port: redisPort)
        rabbit = try Self.rabbit(port: rabbitPort, distributionPort: FreePort.next())
    }

    /// A replica set of one, as transactions and journalled majority writes need it.
    private static func mongo(port: Int) throws -> StoatProcess {
        let folder = try TemporaryFolder("mongo")
        let arguments = [
            "--dbpath", folder.path, "--port", "\(port)", "--bind_ip", "127.0.0.1", "--replSet", "rs0",
            "--wiredTigerCacheSizeGB", "0.25", "--quiet",
        ]
        let command = ServerProcess.Command(try MongoServer.executable(), arguments, in: folder)
        return StoatProcess("mongo", command) { await StoatMongo.isPrimary(port: port) }
    }

    /// Without persistence, so that a restart finds it empty.
    private static func redis(port: Int) throws -> StoatProcess {
        let folder = try TemporaryFolder("redis")
        let arguments = ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--dir", folder.path]
        return StoatProcess("redis", .init("/usr/bin/redis-server", arguments, in: folder)) {
            await StoatProbe.exchange(port: port, Array("PING\r\n".utf8)) { $0.contains(0x0A) }
                == Array("+PONG\r\n".utf8)
        }
    }

    /// Started by the inner script: the usual wrapper switches to a system user that cannot write our folder.
    private static func rabbit(port: Int, distributionPort: Int) throws -> StoatProcess {
        let folder = try TemporaryFolder("rabbit")
        let environment = [
            "HOME": folder.path,
            "RABBITMQ_NODENAME": "stoat\(port)@localhost",
            "RABBITMQ_MNESIA_BASE": folder.path + "/mnesia",
            "RABBITMQ_LOG_BASE": folder.path + "/log",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": "\(port)",
            "RABBITMQ_DIST_PORT": "\(distributionPort)",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder.path + "/plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        ]
        let command = ServerProcess.Command(
            "/usr/lib/rabbitmq/bin/rabbitmq-server",
            environment: environment,
            in: folder
        )
        // A protocol header is answered by `Connection.Start`, a method frame (type 1), once the broker is up.
        let header: [UInt8] = Array("AMQP".utf8) + [0, 0, 9, 1]
        return StoatProcess("rabbit", command) {
            await StoatProbe.exchange(port: port, header) { $0.count > 8 }?.first == 1
        }
    }
}
