internal import HTTPTypes
internal import Hummingbird

/// Cross-origin headers: every origin may call, opaque ones (`null`, `capacitor://…`, `app://…`) included, and no
/// cookies are involved.
enum CORS {
    /// The answer to `OPTIONS`, on any path, without authentication.
    static func preflight(_ request: Request) -> Response {
        var response = Response.noContent
        response.headers.add(.accessControlAllowMethods, "GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH")
        if let requested = request.headers.first(.accessControlRequestHeaders) {
            response.headers.add(.accessControlAllowHeaders, requested)
        }
        return response
    }

    /// Adds what any answer needs to be readable by a web client.
    static func apply(to headers: inout HTTPFields, origin: String?) {
        headers.add(.accessControlAllowOrigin, origin ?? "*")
        headers.add(.vary, "Origin")
        headers.add(.accessControlExposeHeaders, exposed)
    }

    private static let exposed = [
        HTTPField.Name.rateLimit, .rateLimitBucket, .rateLimitRemaining, .rateLimitResetAfter, .requestID,
    ].map(\.rawName).joined(separator: ", ")
}
