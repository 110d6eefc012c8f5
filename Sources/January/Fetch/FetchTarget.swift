internal import CCurl
internal import Glibc

/// An absolute `http` or `https` URL, as the library that fetches it understands it.
///
/// One parser reads URLs here and when connecting, so no spelling means one host to a check and another to the
/// connection. Numeric hosts are in dotted form, whatever their spelling was; names are lower case and in ASCII.
struct FetchTarget: Sendable, Hashable, CustomStringConvertible {
    /// The longest URL that is read, in bytes.
    static let maxBytes = 4096

    /// The whole URL in normal form, without its fragment.
    let text: String
    /// `http` or `https`.
    let scheme: String
    /// A lower-case name without a trailing dot, or an address; IPv6 without brackets.
    let host: String
    /// The port, also where it is not written.
    let port: Int

    /// Reads an absolute URL; `nil` for other schemes, user names in it, and whatever has no host.
    init?(_ text: String) { self.init(text, relativeTo: nil) }

    /// The URL that a reference on the page of this URL means; `nil` where it means nothing fetchable.
    func resolving(_ reference: String) -> FetchTarget? { FetchTarget(reference, relativeTo: self) }

    var description: String { text }

    private init?(_ text: String, relativeTo base: FetchTarget?) {
        guard text.utf8.count <= Self.maxBytes, let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        // Names in letters beyond ASCII are read in the encoding of the thread's locale, which is none by itself.
        let previous = uselocale(Self.locale)
        defer { uselocale(previous) }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE)
        if let base, curl_url_set(handle, CURLUPART_URL, base.text, 0) != CURLUE_OK { return nil }
        guard curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle)?.lowercased(), scheme == "http" || scheme == "https",
            let written = Self.part(CURLUPART_HOST, of: handle, UInt32(CURLU_PUNYCODE)),
            Self.part(CURLUPART_ZONEID, of: handle) == nil,
            let port = Self.part(CURLUPART_PORT, of: handle, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
            (1...65535).contains(port)
        else { return nil }
        var host = written.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        while host.hasSuffix(".") { host.removeLast() }
        guard !host.isEmpty, curl_url_set(handle, CURLUPART_SCHEME, scheme, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_HOST, host.contains(":") ? "[\(host)]" : host, 0) == CURLUE_OK,
            let whole = Self.part(CURLUPART_URL, of: handle), whole.utf8.count <= 3 * Self.maxBytes
        else { return nil }
        self.text = whole
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// The locale in which hosts are read; `nil` is the thread's own.
    // A pointer that is set once, to an object that is never changed nor freed; `uselocale` only reads it and sets what
    // belongs to the calling thread.
    nonisolated(unsafe) private static let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, _ flags: UInt32 = 0) -> String? {
        var found: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &found, flags) == CURLUE_OK, let found else { return nil }
        defer { curl_free(found) }
        return String(cString: found)
    }
}
