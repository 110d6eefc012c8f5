/// Decides whether a process keeps everything in itself or uses servers, and what follows from that.
enum EngineChoice {
    /// `storage.driver` decides; `auto` means servers as soon as anything is said about them or about public addresses,
    /// since existing configurations rely on the compiled-in host names of their servers.
    static func isEmbedded(_ tree: ConfigNode) -> Bool {
        switch text(tree, "storage", "driver") {
        case "sqlite", "embedded": return true
        case "mongodb": return false
        default: break
        }
        if let url = text(tree, "database", "mongodb") { return url.isEmpty }
        return !["database", "rabbit", "hosts"].contains { tree[[$0]]?.holdsValues == true }
    }

    /// An embedded instance never uses the secrets that everybody knows.
    static func clearSampleSecrets(to settings: inout Settings) {
        settings.files.encryptionKey = ""
        settings.pushd.vapid.privateKey = ""
        settings.pushd.vapid.publicKey = ""
    }

    /// Clients of an embedded instance find its own listeners, and no services that it does not have.
    static func applyEmbeddedAddresses(to settings: inout Settings, isSet: (String) -> Bool) {
        let api = "http://\(ListenAddress(host: publicHost(settings.api.listen), port: settings.api.listen.port))"
        let events = ListenAddress(host: publicHost(settings.bonfire.listen), port: settings.bonfire.listen.port)
        if !isSet("app") { settings.hosts.app = api }
        if !isSet("api") { settings.hosts.api = api }
        if !isSet("events") { settings.hosts.events = "ws://\(events)" }
        if !isSet("autumn") {
            let files = ListenAddress(host: publicHost(settings.autumn.listen), port: settings.autumn.listen.port)
            settings.hosts.autumn = "http://\(files)"
        }
        if !isSet("january") {
            let links = ListenAddress(host: publicHost(settings.january.listen), port: settings.january.listen.port)
            settings.hosts.january = "http://\(links)"
        }
    }

    private static func publicHost(_ listen: Settings.Listen) -> String {
        switch listen.host {
        case nil, "0.0.0.0", "::": "127.0.0.1"
        case let host?: host
        }
    }

    private static func text(_ tree: ConfigNode, _ path: String...) -> String? {
        guard case .string(let text)? = tree[path]?.value else { return nil }
        return text
    }
}

extension ConfigNode {
    /// Whether anything is set here; headers of tables alone say nothing.
    fileprivate var holdsValues: Bool {
        guard case .table(let members) = value else { return true }
        return members.values.contains(where: \.holdsValues)
    }
}

extension Settings {
    /// Whether documents live in SQLite under the data folder.
    public var isEmbedded: Bool { storage.driver == "sqlite" }

    /// Whether events, tasks and shared state stay in this process.
    public var hasEmbeddedMessaging: Bool { messaging.driver == "embedded" }

    /// Where the API listens.
    public var apiAddress: ListenAddress { address(api.listen) }

    /// Where the gateway listens.
    public var bonfireAddress: ListenAddress { address(bonfire.listen) }

    /// Where the file server listens.
    public var autumnAddress: ListenAddress { address(autumn.listen) }

    /// Where the link proxy listens.
    public var januaryAddress: ListenAddress { address(january.listen) }

    /// Where the GIF search listens.
    public var gifboxAddress: ListenAddress { address(gifbox.listen) }

    /// Whether files are kept in a folder instead of S3.
    public var hasFolderFiles: Bool { files.driver == "folder" || files.driver == "auto" && isEmbedded }

    private func address(_ listen: Listen) -> ListenAddress {
        ListenAddress(host: listen.host ?? (isEmbedded ? "127.0.0.1" : "0.0.0.0"), port: listen.port)
    }

    /// Whether this is upstream's own instance, which is always in production.
    var isOfficial: Bool {
        hosts.api.contains("https") && (hosts.api.contains("revolt.chat") || hosts.api.contains("stoat.chat"))
    }
}
