/// The whole system under test: all in one process, or a cluster over real servers.
///
/// A cluster has two processes of each service, so that nothing passes only because two clients meet in one process.
public actor StoatDeployment {
    /// The two ways to run.
    public enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
        /// `stoat serve` on SQLite.
        case embedded
        /// `stoat-api`, `stoat-bonfire` and `stoat-autumn` over MongoDB, Redis, RabbitMQ and S3.
        case cluster

        public var description: String { rawValue }
    }

    public nonisolated let kind: Kind
    /// Base URLs of the API, one per process.
    public nonisolated let apis: [String]
    /// URLs of the gateway, one per process.
    public nonisolated let gateways: [String]
    /// Base URLs of the file server, one per process.
    public nonisolated let files: [String]
    /// Base URL of the link proxy.
    public nonisolated let links: String
    /// A port on which links to this machine are followed.
    public nonisolated let sitePort: Int
    /// Ports of the operators' listeners, one per process.
    public nonisolated let operators: [Int]
    /// Who may use it when.
    public nonisolated let turnstile = StoatTurnstile(limit: 4)
    /// Parts by the names that scenarios use, in the order in which they start.
    private let parts: [any StoatPart]
    /// Those of them that were running from the beginning.
    private let running: [any StoatPart]
    /// To look at what the file server has stored.
    private let audit: StoatFilesAudit

    private init(
        kind: Kind,
        apis: [Int],
        gateways: [Int],
        files: [Int],
        links: Int,
        sitePort: Int,
        operators: [Int],
        parts: [any StoatPart],
        running: [any StoatPart] = [],
        audit: StoatFilesAudit
    ) {
        self.kind = kind
        self.apis = apis.map { "http://127.0.0.1:\($0)" }
        self.gateways = gateways.map { "ws://127.0.0.1:\($0)" }
        self.files = files.map { "http://127.0.0.1:\($0)" }
        self.links = "http://127.0.0.1:\(links)"
        self.sitePort = sitePort
        self.operators = operators
        self.parts = running + parts
        self.running = running
        self.audit = audit
    }

    private static let embedded = Task { try await start(.embedded) }
    private static let cluster = Task { try await start(.cluster) }

    /// The deployment of this kind that all tests of the process share; started when first asked for.
    public static func shared(_ kind: Kind) async throws -> StoatDeployment {
        switch kind {
        case .embedded: try await embedded.value
        case .cluster: try await cluster.value
        }
    }

    /// Starts a new deployment.
    public static func start(_ kind: Kind) async throws -> StoatDeployment {
        let deployment =
            switch kind {
            case .embedded: try makeEmbedded()
            case .cluster: try await makeCluster()
            }
        for part in deployment.parts where !deployment.running.contains(where: { $0.name == part.name }) {
            try await part.start()
        }
        return deployment
    }

    /// Does what a scenario asks for: `start`, `stop`, `kill`, `freeze` or `thaw` a part; `audit` what is stored of
    /// files.
    public func perform(_ verb: String, on name: String) async throws {
        if verb == "audit" {
            try await audit.pass()
            return
        }
        guard let part = parts.first(where: { $0.name == name }) else {
            throw ServerProcess.Failure("a deployment of kind \(kind) has no part \(name)")
        }
        switch verb {
        case "start": try await part.start()
        case "stop": await part.stop()
        case "kill": await part.kill()
        case "freeze": try await part.freeze()
        case "thaw": await part.thaw()
        default: throw ServerProcess.Failure("nobody knows how to \(verb)")
        }
    }

    /// What the processes show at `/metrics`.
    public func metrics() async throws -> [String] {
        var texts: [String] = []
        for port in operators {
            guard let answer = await StoatProbe.get(port: port, "/metrics"), answer.status == 200 else {
                throw ServerProcess.Failure("no metrics on port \(port)")
            }
            texts.append(answer.text)
        }
        return texts
    }

    /// The ends of all logs, for messages of failing tests.
    public func logs() async -> String {
        var text = ""
        for part in parts { text += "--- \(part.name)\n\(await part.log)\n" }
        return text
    }

    private static func makeEmbedded() throws -> StoatDeployment {
        let folder = try TemporaryFolder("embedded")
        let configuration = StoatConfiguration(
            apiPort: try FreePort.next(),
            gatewayPort: try FreePort.next(),
            filesPort: try FreePort.next(),
            linksPort: try FreePort.next(),
            sitePort: try FreePort.next(),
            operatorPort: try FreePort.next()
        )
        let file = try configuration.write(in: folder)
        let process = try StoatProcess(
            "serve",
            executable: "stoat",
            arguments: ["serve", "--config", file, "--data", folder.path + "/data"],
            folder: folder,
            operatorPort: configuration.operatorPort
        )
        return StoatDeployment(
            kind: .embedded,
            apis: [configuration.apiPort],
            gateways: [configuration.gatewayPort],
            files: [configuration.filesPort],
            links: configuration.linksPort,
            sitePort: configuration.sitePort,
            operators: [configuration.operatorPort],
            parts: [process],
            audit: try StoatFilesAudit(configurations: [file], data: folder.path + "/data")
        )
    }

    private static func makeCluster() async throws -> StoatDeployment {
        let (mongo, redis, rabbit) = (try MongoServer(), try RedisServer(), try RabbitServer())
        // Started here already, since its keys and its bucket are made by calling it; all it holds is in its memory.
        let s3 = try await S3Server.started()
        var parts: [any StoatPart] = [mongo, redis.process, rabbit.process]
        let apis = [try FreePort.next(), try FreePort.next()]
        let gateways = [try FreePort.next(), try FreePort.next()]
        let files = [try FreePort.next(), try FreePort.next()]
        let (links, site) = (try FreePort.next(), try FreePort.next())
        var operators: [Int] = []
        var configurations: [String: String] = [:]
        func add(_ executable: String, _ name: String, api: Int, gateway: Int, files: Int) throws {
            let folder = try TemporaryFolder(name)
            let configuration = StoatConfiguration(
                apiPort: api,
                gatewayPort: gateway,
                filesPort: files,
                linksPort: links,
                sitePort: site,
                operatorPort: try FreePort.next(),
                workDirectory: folder.path + "/work",
                servers: .init(
                    mongodb: "mongodb://127.0.0.1:\(mongo.port)/?replicaSet=rs0",
                    redis: "redis://127.0.0.1:\(redis.port)/",
                    rabbitPort: rabbit.port,
                    s3: .init(
                        endpoint: s3.endpoint,
                        accessKeyID: s3.accessKeyID,
                        secretAccessKey: s3.secretAccessKey,
                        bucket: s3.bucket
                    ),
                    events: "ws://127.0.0.1:\(gateways[0])"
                )
            )
            operators.append(configuration.operatorPort)
            let file = try configuration.write(in: folder)
            configurations[name] = file
            parts.append(
                try StoatProcess(
                    name,
                    executable: executable,
                    arguments: ["--config", file],
                    folder: folder,
                    operatorPort: configuration.operatorPort
                )
            )
        }
        for (index, port) in apis.enumerated() {
            try add("stoat-api", "api-\(index + 1)", api: port, gateway: gateways[0], files: files[0])
        }
        for (index, port) in gateways.enumerated() {
            try add("stoat-bonfire", "gateway-\(index + 1)", api: apis[0], gateway: port, files: files[0])
        }
        for (index, port) in files.enumerated() {
            try add("stoat-autumn", "files-\(index + 1)", api: apis[0], gateway: gateways[0], files: port)
        }
        try add("stoat-january", "links", api: apis[0], gateway: gateways[0], files: files[0])
        return StoatDeployment(
            kind: .cluster,
            apis: apis,
            gateways: gateways,
            files: files,
            links: links,
            sitePort: site,
            operators: operators,
            parts: parts,
            running: [s3.process],
            audit: try StoatFilesAudit(configurations: ["files-1", "files-2"].compactMap { configurations[$0] })
        )
    }
}
