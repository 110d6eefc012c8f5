import NIOCore

/// How January reads from the web; the guarded implementation (allowed addresses, redirects, time-outs) is elsewhere.
protocol PageFetching: Sendable {
    /// Fetches a URL by GET, following redirects.
    ///
    /// - Parameters:
    ///   - url: an absolute `http` or `https` URL.
    ///   - limit: how many bytes are read at most, counted after decompression.
    ///   - accept: asked once, with the final head; `false` ends the read before any body is taken.
    ///   - take: receives the body in order, never concurrently; `false` ends the read.
    /// - Returns: the final head. An end by `accept`, `take` or `limit` is a success.
    /// - Throws: an `APIError` for whatever keeps the page from being read (status, address, time, type missing).
    func fetch(
        _ url: String,
        limit: Int,
        accept: @Sendable (FetchedHead) -> Bool,
        take: @Sendable (ByteBuffer) async -> Bool
    ) async throws -> FetchedHead
}

/// What is known of a page before its body.
struct FetchedHead: Sendable {
    /// The URL after all redirects.
    var url: String
    /// The `Content-Type` header as it came, parameters included.
    var contentType: String
    /// The declared length in bytes, before decompression; `nil` if the server named none.
    var contentLength: Int64?
}

/// How January learns the size of remote media; the implementation fetches under the same guard as pages.
protocol MediaProbing: Sendable {
    /// The size in pixels of what a URL serves as `image/*`; `nil` if it is no readable image.
    func imageSize(_ url: String) async -> (width: Int, height: Int)?

    /// The size in pixels of what a URL serves as `video/*`; `nil` if it is no readable video.
    func videoSize(_ url: String) async -> (width: Int, height: Int)?
}
