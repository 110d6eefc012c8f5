internal import HTTPTypes

/// What a request's conditional headers mean for a resource whose content never changes under its tag.
struct Conditions {
    private let headers: HTTPFields
    /// The strong entity tag, quoted.
    private let tag: String

    init(_ headers: HTTPFields, tag: String) {
        self.headers = headers
        self.tag = tag
    }

    /// Whether the client has the resource already (`If-None-Match`).
    var isNotModified: Bool {
        guard let header = headers[.ifNoneMatch] else { return false }
        return Self.tags(header).contains { $0 == "*" || Self.opaque($0) == tag }
    }

    /// Whether the resource is not the one that the client wants (`If-Match`).
    var isMismatch: Bool {
        guard let header = headers[.ifMatch] else { return false }
        return !Self.tags(header).contains { $0 == "*" || $0 == tag }
    }

    /// The `Range` header, unless the client has bytes of another resource (`If-Range`).
    var range: String? {
        // A date never matches: nothing is said about when a resource was modified.
        if let known = headers[.ifRange], known != tag { return nil }
        return headers[.range]
    }

    private static func tags(_ header: String) -> [String] {
        header.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
    }

    private static func opaque(_ tag: String) -> String { tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag }
}
