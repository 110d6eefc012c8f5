/// The whole system under test: all in one process, or a cluster over real servers.
///
/// A cluster has two processes of each service, so that nothing passes only because two clients meet in one process.
public actor StoatDeployment {
    /// The two ways to run.
    public enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
        /// `stoat serve` on SQLite.
        case embedded
        /// An executable for each service, over MongoDB, Redis, RabbitMQ and S3.
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
    /// Base URLs of the GIF search, one per process.
    public nonisolated let gifs: [String]
    /// A port on which links to this machine are followed.
    public nonisolated let sitePort: Int
    /// A port on which the GIF search looks for its provider.
    public nonisolated let providerPort: Int
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

    /// A deployment whose services listen on these ports, where each of the list has a process of each service.
    private init(
        kind: Kind,
        ports: [StoatConfiguration.Ports],
        operators: [Int],
        parts: [any StoatPart],
        running: [any StoatPart] = [],
        audit: StoatFilesAudit
    ) {
        self.kind = kind
        self.apis = ports.map { "http://127.0.0.1:\($0.api)" }
        self.gateways = ports.map { "ws://127.0.0.1:\($0.gateway)" }
        self.files = ports.map { "http://127.0.0.1:\($0.files)" }
        self.links = "http://127.0.0.1:\(ports[0].links)"
        self.gifs = ports.map { "http://127.0.0.1:\($0.gifs)" }
        self.sitePort = ports[0].site
        self.providerPort = ports[0].provider
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
        let configuration = StoatConfiguration(ports: try .free(), operatorPort: try FreePort.next())
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
            ports: [configuration.ports],
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
        let first = try StoatConfiguration.Ports.free()
        var second = try StoatConfiguration.Ports.free()
        // What there is once only, and what scenarios have.
        (second.links, second.site, second.provider) = (first.links, first.site, first.provider)
        var operators: [Int] = []
        var configurations: [String: String] = [:]
        func add(_ executable: String, _ name: String, _ ports: StoatConfiguration.Ports) throws {
            let folder = try TemporaryFolder(name)
            let configuration = StoatConfiguration(
                ports: ports,
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
                    events: "ws://127.0.0.1:\(first.gateway)",
                    files: "http://127.0.0.1:\(first.files)"
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
        for (executable, name) in [
            ("stoat-api", "api"), ("stoat-bonfire", "gateway"), ("stoat-autumn", "files"), ("stoat-gifbox", "gifs"),
        ] {
            try add(executable, "\(name)-1", first)
            try add(executable, "\(name)-2", second)
        }
        try add("stoat-january", "links", first)
        return StoatDeployment(
            kind: .cluster,
            ports: [first, second],
            operators: operators,
            parts: parts,
            running: [s3.process],
            audit: try StoatFilesAudit(configurations: ["files-1", "files-2"].compactMap { configurations[$0] })
        )
    }
}
