internal import StoatCore

/// Which places may be fetched from.
///
/// Names and ports are judged before connecting, the address when connecting: what a name resolves to may change
/// between any two moments, the address of a connection cannot.
struct FetchRules: Sendable {
    /// Hosts that are trusted with any address: `host` on the allowed ports, `host:port` on just that one.
    let allowedHosts: Set<String>
    /// Names never fetched, their subdomains included.
    let blockedDomains: Set<String>
    /// Ports of hosts that are not trusted.
    let allowedPorts: Set<Int>
    /// Addresses by name in place of the system's resolver, for tests; asked at every request.
    let resolve: (@Sendable (_ host: String) -> [String])?

    /// Rules of these lists; entries are compared in lower case, without trailing dots.
    init(
        allowedHosts: [String] = [],
        blockedDomains: [String] = [],
        allowedPorts: [Int] = [],
        resolve: (@Sendable (_ host: String) -> [String])? = nil
    ) {
        self.allowedHosts = Set(allowedHosts.map(Self.normal))
        self.blockedDomains = Set(
            blockedDomains.map { String(Self.normal($0).trimmingPrefix("*").trimmingPrefix(".")) }
        )
        self.allowedPorts = Set([80, 443] + allowedPorts)
        self.resolve = resolve
    }

    /// The rules of an instance, which trusts its own file server.
    init(_ settings: Settings) {
        var allowed = settings.january.allowedHosts
        if let files = FetchTarget(settings.hosts.autumn) { allowed.append(Self.name(files)) }
        self.init(
            allowedHosts: allowed,
            blockedDomains: settings.january.blockedDomains,
            allowedPorts: settings.january.allowedPorts
        )
    }

    /// Refuses what its name, its port or its written address forbids.
    ///
    /// Answers whether the host is trusted, which lifts the rule for the address of the connection.
    func check(_ url: FetchTarget) throws(FetchError) -> Bool {
        guard !isBlocked(url.host) else { throw .refused }
        if allowedHosts.contains(Self.name(url)) { return true }
        guard allowedPorts.contains(url.port) else { throw .refused }
        if allowedHosts.contains(url.host) { return true }
        if let address = PeerAddress(url.host) {
            guard address.isPublic else { throw .refused }
        } else {
            // Names without a dot and those of the local network are never public.
            guard url.host.contains("."), !Self.localSuffixes.contains(where: url.host.hasSuffix) else {
                throw .refused
            }
        }
        return false
    }

    private static let localSuffixes = [".localhost", ".local", ".internal", ".home.arpa"]

    private func isBlocked(_ host: String) -> Bool {
        var rest = host[...]
        while true {
            if blockedDomains.contains(String(rest)) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: dot)...]
        }
    }

    private static func name(_ url: FetchTarget) -> String {
        url.host.contains(":") ? "[\(url.host)]:\(url.port)" : "\(url.host):\(url.port)"
    }

    private static func normal(_ name: String) -> String {
        var name = name.lowercased().filter { $0 != " " }
        while name.hasSuffix(".") { name.removeLast() }
        return name
    }
}
