/// The path and query of a request, taken apart once.
///
/// Empty path segments do not count, so `/a/b`, `/a/b/` and `//a//b` are the same; a leading `0.8` segment, the base of
/// the Python client, is dropped; segments are percent-decoded one by one.
public struct RequestTarget: Sendable {
    /// The decoded segments of the path.
    public let segments: [Substring]
    /// What follows the first `?`.
    public let query: RequestQuery

    /// Takes a request target such as `/0.8/users/@me?limit=5` apart.
    public init(_ target: String) {
        var path = Substring(target)
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = target[..<mark]
            self.query = RequestQuery(target[target.utf8.index(after: mark)...])
        } else {
            self.query = RequestQuery("")
        }
        var segments = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0).removingPercentEncoding() }
        if segments.first == "0.8" { segments.removeFirst() }
        self.segments = segments
    }
}
