internal import Foundation

/// Where buckets and objects are, from the endpoint's URL.
struct S3Address: Sendable {
    /// A URL taken apart, so that exactly what is signed is sent.
    struct Target: Sendable, Equatable {
        /// Scheme, host, path and query.
        var url: String
        /// The `Host` header.
        var host: String
        /// The path, percent-encoded.
        var path: String
        /// The query, encoded and sorted.
        var query: String
    }

    private let scheme: String
    private let authority: String
    private let base: String
    private let isPathStyle: Bool

    /// Throws ``BlobError/Code/invalid`` for an endpoint that is no URL of HTTP.
    init(endpoint: String, isPathStyle: Bool) throws(BlobError) {
        guard let url = URLComponents(string: endpoint), let scheme = url.scheme?.lowercased(),
            let host = url.percentEncodedHost, !host.isEmpty, ["http", "https"].contains(scheme), url.user == nil,
            url.query == nil, url.fragment == nil
        else { throw BlobError(.invalid, "the endpoint is not like https://host:port") }
        self.scheme = scheme
        // Servers and clients leave the scheme's own port out of what they sign.
        let port = url.port.flatMap { $0 == (scheme == "http" ? 80 : 443) ? nil : $0 }
        self.authority = host + (port.map { ":\($0)" } ?? "")
        var base = url.percentEncodedPath[...]
        while base.hasSuffix("/") { base.removeLast() }
        self.base = String(base)
        self.isPathStyle = isPathStyle
    }

    /// The bucket itself, or an object of it.
    func target(bucket: String, path: String? = nil, query: [(name: String, value: String)] = []) -> Target {
        let host = isPathStyle ? authority : "\(bucket).\(authority)"
        var encoded = base + (isPathStyle ? "/\(bucket)" : "")
        if let path { encoded += "/" + Percent.encode(path, keepingSlash: true) }
        if encoded.isEmpty { encoded = "/" }
        let pairs = query.map { "\(Percent.encode($0.name))=\(Percent.encode($0.value))" }.sorted()
        let text = pairs.joined(separator: "&")
        let url = "\(scheme)://\(host)\(encoded)" + (text.isEmpty ? "" : "?\(text)")
        return Target(url: url, host: host, path: encoded, query: text)
    }
}
