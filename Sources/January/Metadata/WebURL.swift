/// An absolute `http` or `https` URL in its parts, read as leniently as browsers do.
struct WebURL: Sendable, Equatable {
    /// `http` or `https`.
    var scheme: String
    /// User, host and port as written; the host is the part that ``host`` gives.
    var authority: String
    /// Empty, or begins with `/`.
    var path: String
    /// What follows `?`.
    var query: String?
    /// What follows `#`.
    var fragment: String?

    /// Reads an absolute URL; `nil` for other schemes, relative references and names without a host.
    init?(_ text: String) {
        let cleaned = WebURL.cleaned(text)
        guard let scheme = WebURL.scheme(of: cleaned), scheme == "http" || scheme == "https" else { return nil }
        var rest = cleaned[cleaned.utf8.index(cleaned.startIndex, offsetBy: scheme.utf8.count + 1)...]
        guard rest.hasPrefix("//") else { return nil }
        rest = rest.dropFirst(2)
        self.init(scheme: scheme, afterSlashes: rest)
    }

    private init?(scheme: String, afterSlashes rest: Substring) {
        let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        self.scheme = scheme
        self.authority = String(rest[..<(end ?? rest.endIndex)])
        self.path = ""
        (self.path, self.query, self.fragment) = WebURL.split(rest[(end ?? rest.endIndex)...])
        guard !host.isEmpty, !host.utf8.contains(where: WebURL.isForbiddenInHost) else { return nil }
        self.authority = authority.lowercased()
    }

    /// The URL in one piece; what was absolute and clean comes out as it went in, but for the case of the host.
    var text: String {
        scheme + "://" + authority + path + (query.map { "?" + $0 } ?? "") + (fragment.map { "#" + $0 } ?? "")
    }

    /// The host in lower case, without user, port and final dot; IPv6 addresses keep their brackets.
    var host: String {
        var host = Substring(authority)
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        if let colon = host.lastIndex(of: ":"), !host.hasPrefix("[") || host[..<colon].hasSuffix("]") {
            host = host[..<colon]
        }
        if host.hasSuffix(".") { host = host.dropLast() }
        return host.lowercased()
    }

    /// The non-empty steps of the path, as written.
    var segments: [Substring] { path.split(separator: "/") }

    /// The first value of a query parameter, percent-decoded.
    func parameter(_ name: String) -> String? { WebURL.parameter(name, in: query) }

    /// The first value of a name in `a=b&c=d`, percent-decoded.
    static func parameter(_ name: String, in query: String?) -> String? {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name[...] { return parts.count == 2 ? percentDecoded(parts[1]) : "" }
        }
        return nil
    }

    /// What a reference on this page points to; `nil` unless that is an `http` or `https` URL.
    func resolving(_ reference: String) -> WebURL? {
        let cleaned = WebURL.cleaned(reference)
        if let named = WebURL.scheme(of: cleaned) {
            guard named == "http" || named == "https" else { return nil }
            if let absolute = WebURL(cleaned) { return absolute }
            // `https:/path` and `https:path` are relative to a page of the same scheme.
            guard named == scheme else { return nil }
            return resolving(String(cleaned.dropFirst(named.utf8.count + 1)))
        }
        if cleaned.hasPrefix("//") { return WebURL(scheme: scheme, afterSlashes: cleaned.dropFirst(2)) }
        var target = self
        let (path, query, fragment) = WebURL.split(cleaned[...])
        target.fragment = fragment
        if path.isEmpty {
            if query != nil { target.query = query }
            return target
        }
        target.query = query
        if path.hasPrefix("/") {
            target.path = WebURL.withoutDots(path)
        } else {
            let folder = self.path.lastIndex(of: "/").map { self.path[...$0] } ?? "/"
            target.path = WebURL.withoutDots(folder + path)
        }
        return target
    }

    private static func split(_ text: Substring) -> (path: String, query: String?, fragment: String?) {
        var rest = text
        var fragment: String?
        var query: String?
        if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        return (String(rest), query, fragment)
    }

    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            switch step.lowercased() {
            case ".", "%2e": if isLast { kept.append("") }
            case "..", ".%2e", "%2e.", "%2e%2e":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(step)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}

/// The character rules of URLs.
extension WebURL {
    /// The lower-case scheme a text begins with, or `nil` if it has none.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = text.utf8[..<colon]
        guard let first = name.first, isLetter(first) else { return nil }
        let isName = name.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2B || (0x2D...0x2E) ~= $0 }
        return isName ? text[..<colon].lowercased() : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isForbiddenInHost(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "%\"<>\\^`{|}@".utf8.contains(byte)
    }

    /// Without white space around and line breaks within, backslashes of the path turned, and everything that a URL
    /// cannot hold percent-encoded. Hosts keep their letters: who resolves them encodes them.
    private static func cleaned(_ text: String) -> String {
        var bytes: [UInt8] = []
        let trimmed = text.utf8.drop { $0 <= 0x20 }
        bytes.reserveCapacity(trimmed.count)
        var isPlace = true  // before the query and the fragment
        var slashes = 0
        let isRelative = scheme(of: String(Substring(trimmed))) == nil && !Substring(trimmed).hasPrefix("//")
        var isHost = !isRelative
        let last = trimmed.lastIndex { $0 > 0x20 } ?? trimmed.startIndex
        guard !trimmed.isEmpty else { return "" }
        for byte in trimmed[...last] {
            switch byte {
            case 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "?"), UInt8(ascii: "#"):
                isPlace = false
                isHost = false
                bytes.append(byte)
            case UInt8(ascii: "\\") where isPlace, UInt8(ascii: "/") where isPlace:
                slashes += 1
                if slashes > 2 { isHost = false }
                bytes.append(UInt8(ascii: "/"))
            case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: bytes.append(byte)
            case 0x80... where isHost: bytes.append(byte)
            default: bytes += percentEncoded(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func percentEncoded(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// A text as the value of a query parameter: only unreserved characters stay.
    static func encodedParameter(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isLetter(byte) || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += percentEncoded(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
