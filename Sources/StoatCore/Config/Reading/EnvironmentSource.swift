internal import Foundation

/// Reads settings from environment variables.
///
/// `REVOLT__API__SMTP__HOST` is `api.smtp.host`; a name that ends in `_FILE` names a file that holds the value. The
/// short names of existing guides override both.
struct EnvironmentSource {
    /// Short names and the keys they set.
    static let shortNames: [(name: String, key: String)] = [
        ("MONGODB_URI", "database.mongodb"),
        ("REDIS_URI", "database.redis"),
        ("API_HOST", "api.listen.host"),
        ("API_PORT", "api.listen.port"),
        ("ROCKET_ADDRESS", "api.listen.host"),
        ("WS_HOST", "bonfire.listen.host"),
        ("WS_PORT", "bonfire.listen.port"),
        ("REGION_ID", "bonfire.region_id"),
        ("AUTUMN_URL", "hosts.autumn"),
        ("JANUARY_URL", "hosts.january"),
        ("GIFBOX_URL", "hosts.gifbox"),
        ("VAPID_PRIVATE_KEY", "pushd.vapid.private_key"),
        ("VAPID_PUBLIC_KEY", "pushd.vapid.public_key"),
        ("ENABLE_REGISTRATION", "api.registration.enabled"),
        ("ENABLE_INVITES", "api.registration.invite_only"),
        ("RUST_LOG", "log.level"),
    ]

    let variables: [String: String]
    /// Whether a dotted key exists, so that a key that itself ends in `_file` is not taken for a file name.
    let isKnown: (String) -> Bool
    let readFile: (String) -> String?

    /// One tree per variable, in the order in which they apply, and what could not be read.
    func nodes() -> (nodes: [ConfigNode], problems: [ConfigProblem]) {
        var nodes: [ConfigNode] = []
        var problems: [ConfigProblem] = []
        func add(_ name: String, _ key: [String], _ text: String) {
            nodes.append(ConfigNode(.string(text), at: key, source: .environment(name)))
        }
        func addFile(_ name: String, _ key: [String], _ path: String) {
            if let text = readFile(path) {
                add(name, key, text.trimmingCharacters(in: .whitespacesAndNewlines))
            } else {
                let key = key.joined(separator: ".")
                problems.append(ConfigProblem(.error, .environment(name), key: key, "cannot read file \(path)"))
            }
        }
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) where name.uppercased().hasPrefix("REVOLT__") {
            let key = name.dropFirst(8).lowercased().components(separatedBy: "__")
            let stem = key.dropLast() + [String((key.last ?? "").dropLast(5))]
            let joined = key.joined(separator: ".")
            if joined.hasSuffix("_file"), !isKnown(joined), isKnown(stem.joined(separator: ".")) {
                addFile(name, Array(stem), value)
            } else {
                add(name, key, value)
            }
        }
        for (name, key) in Self.shortNames {
            let key = key.components(separatedBy: ".")
            if let path = variables["\(name)_FILE"] { addFile("\(name)_FILE", key, path) }
            if let value = variables[name] { add(name, key, value) }
        }
        // The gateway's own variable upstream, `address:port`; some shells set HOST to the machine's name.
        if let host = variables["HOST"], let colon = host.lastIndex(of: ":"),
            Int(host[host.index(after: colon)...]) != nil
        {
            add("HOST", ["bonfire", "listen", "host"], String(host[..<colon]))
            add("HOST", ["bonfire", "listen", "port"], String(host[host.index(after: colon)...]))
        }
        return (nodes, problems)
    }
}
