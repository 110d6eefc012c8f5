internal import Foundation

/// Reads the configuration of a process.
///
/// Later sources override earlier ones, key by key: defaults, secrets made for this instance, `Revolt.toml` and
/// `Revolt.overrides.toml` of each folder, environment variables `REVOLT__…`, their short names.
public struct SettingsLoader {
    /// A file named on the command line; `nil` searches for files.
    public var file: String?
    /// A data folder named on the command line, which overrides `storage.data_directory`.
    public var dataDirectory: String?
    /// Environment variables.
    public var environment: [String: String]
    /// Where the search for files starts.
    public var workingDirectory: String
    /// Where the search for files ends.
    var root = "/"

    /// A loader for this process, unless another environment or folder is given.
    public init(
        file: String? = nil,
        dataDirectory: String? = nil,
        environment: [String: String]? = nil,
        workingDirectory: String? = nil
    ) {
        self.file = file
        self.dataDirectory = dataDirectory
        self.environment = environment ?? ProcessInfo.processInfo.environment
        self.workingDirectory = workingDirectory ?? FileManager.default.currentDirectoryPath
    }

    /// What was read, and what is wrong with it.
    public struct Result: Sendable {
        /// The settings; meaningful only while no problem is an error.
        public let settings: Settings
        /// The files that were read, in order.
        public let files: [String]
        /// Every key with its value and place.
        public let effective: [EffectiveSetting]
        /// Everything that is wrong.
        public let problems: [ConfigProblem]

        /// Whether a service can start with these settings.
        public var isUsable: Bool { !problems.contains { $0.severity == .error } }

        /// Where a key's value came from.
        public func source(of key: String) -> ConfigSource {
            effective.first { $0.path == key }?.source ?? .default
        }
    }

    /// Reads everything; problems are collected, never thrown.
    public func load() -> Result {
        var problems: [ConfigProblem] = []
        var tree = ConfigNode(value: .table([:]), source: .default)
        let files = readFiles(into: &tree, &problems)
        let known = Set(SettingsTable.shared.keys.map(\.path))
        let environment = EnvironmentSource(
            variables: self.environment,
            isKnown: { known.contains($0) },
            readFile: Self.read
        ).nodes()
        for node in environment.nodes { tree.overlay(node) }
        problems += environment.problems

        var settings = Settings()
        let isEmbedded = EngineChoice.isEmbedded(tree)
        if isEmbedded { EngineChoice.clearSampleSecrets(to: &settings) }
        readSecrets(into: &tree, isEmbedded: isEmbedded, &problems)
        let reader = SettingsReader(tree)
        settings.bind(reader.top)
        reader.reportUnknown()
        if isEmbedded { EngineChoice.applyEmbeddedAddresses(to: &settings, isSet: { tree[["hosts", $0]] != nil }) }
        SettingsChecks.choices(settings, reader.report)
        settings.storage.driver = isEmbedded ? "sqlite" : "mongodb"
        if settings.messaging.driver == "auto" { settings.messaging.driver = isEmbedded ? "embedded" : "remote" }
        if let dataDirectory { settings.storage.dataDirectory = dataDirectory }
        if settings.isOfficial { settings.production = true }
        SettingsChecks.run(settings, report: reader.report)
        return Result(
            settings: settings,
            files: files,
            effective: reader.effective,
            problems: problems + reader.problems
        )
    }

    private func readFiles(into tree: inout ConfigNode, _ problems: inout [ConfigProblem]) -> [String] {
        let files = ConfigFiles(workingDirectory: workingDirectory, explicit: file, root: root)
        var names = files.candidates()
        if environment["TEST_DB"] != nil {
            overlay(TestConfiguration.text, name: "test configuration", onto: &tree, &problems)
            names += files.candidates(file: "Revolt.test-overrides.toml")
        }
        var read: [String] = []
        for name in names where !read.contains(name) || name == root + "Revolt.toml" {
            guard let text = Self.read(name) else {
                if name == file {
                    problems.append(ConfigProblem(.error, .file(name, line: nil), "cannot read the file"))
                }
                continue
            }
            overlay(text, name: name, onto: &tree, &problems)
            if !read.contains(name) { read.append(name) }
        }
        return read
    }

    private func overlay(_ text: String, name: String, onto tree: inout ConfigNode, _ problems: inout [ConfigProblem]) {
        do throws(ConfigProblem) {
            let node = try TOMLSource.parse(text, name: name)
            tree.overlay(node) { path, old, new in
                guard case .file(let file, _) = old, file.hasSuffix(".overrides.toml"), file != name else { return }
                let message = "the value in \(old) is overridden by another file"
                problems.append(ConfigProblem(.warning, new, key: path.joined(separator: "."), message))
            }
        } catch { problems.append(error) }
    }

    /// Puts the secrets of this instance, if it has any, under everything else.
    private func readSecrets(into tree: inout ConfigNode, isEmbedded: Bool, _ problems: inout [ConfigProblem]) {
        guard isEmbedded else { return }
        var folder = dataDirectory ?? Settings.Storage().dataDirectory
        if dataDirectory == nil, case .string(let text)? = tree[["storage", "data_directory"]]?.value { folder = text }
        guard let text = Self.read(InstanceSecrets.path(in: folder)) else { return }
        do throws(ConfigProblem) {
            var node = try TOMLSource.parse(text, name: InstanceSecrets.path(in: folder)).marked(.generated)
            node.overlay(tree)
            tree = node
        } catch { problems.append(error) }
    }

    private static func read(_ path: String) -> String? {
        // A file that is not there or not readable is no source; one named on the command line is reported above.
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}

extension ConfigNode {
    /// The same values from another source.
    fileprivate func marked(_ source: ConfigSource) -> ConfigNode {
        guard case .table(let members) = value else { return ConfigNode(value: value, source: source) }
        return ConfigNode(value: .table(members.mapValues { $0.marked(source) }), source: source)
    }
}

/// Settings that apply when `TEST_DB` is set, as upstream's tests expect.
private enum TestConfiguration {
    static let text = """
        environment = "test"
        database.mongodb = "mongodb://localhost"
        database.redis = "redis://localhost/"
        rabbit = { host = "127.0.0.1", port = 5672, username = "rabbituser", password = "rabbitpass" }
        features.webhooks_enabled = true
        [api.smtp]
        host = "localhost"
        username = "smtp"
        password = "smtp"
        from_address = "development@stoat.chat"
        reply_to = "support@stoat.chat"
        port = 14025
        use_tls = false
        """
}
