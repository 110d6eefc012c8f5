internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StoatCore
internal import StoatModels
internal import StoatStorage

/// The answers that carry a file's bytes.
struct FileAnswers: Sendable {
    let library: FileLibrary

    /// How long clients and proxies may keep what they got.
    enum Lifetime: String {
        case everybody = "public, max-age=604800, must-revalidate"
        case moderators = "private, max-age=300, must-revalidate"
    }

    /// An original: whole, in part, or nothing when the client has it already.
    func original(_ stored: StoredFile, _ request: Request, lifetime: Lifetime) async throws -> Response {
        let object = stored.object
        let size = library.size(of: object)
        let tag = "\"\(object.processedHash)\""
        let conditions = Conditions(request.headers, tag: tag)
        var headers = Self.headers(tag: tag, lifetime: lifetime)
        headers[.contentType] = object.contentType
        headers[.contentDisposition] = "attachment"
        headers[.acceptRanges] = "bytes"
        // What a file holds never runs in the name of the instance, whatever a browser makes of it.
        headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
        if conditions.isMismatch { return Response(status: .preconditionFailed, headers: headers) }
        if conditions.isNotModified { return Response(status: .notModified, headers: headers) }
        switch ByteRange(conditions.range, size: size) {
        case .whole:
            guard request.method != .head else { return Self.head(size, headers) }
            let body = try await library.read(object)
            return Response(status: .ok, headers: headers, body: Self.stream(body))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            let body = try await library.read(object, range: range)
            return Response(status: .partialContent, headers: headers, body: Self.stream(body))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// A preview.
    func preview(_ bytes: ByteBuffer, tag: String) -> Response {
        var headers = Self.headers(tag: tag, lifetime: .everybody)
        headers[.contentType] = "image/webp"
        headers[.contentDisposition] = "inline"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    /// 304 for a preview that the client has.
    func unchanged(tag: String) -> Response {
        Response(status: .notModified, headers: Self.headers(tag: tag, lifetime: .everybody))
    }

    /// A redirect below the same address: deployed proxies put their prefix before it.
    static func redirect(to segments: [String]) -> Response {
        let path = segments.map { "/" + $0.addressComponent }.joined()
        return Response(status: .permanentRedirect, headers: [.location: path])
    }

    private static func headers(tag: String, lifetime: Lifetime) -> HTTPFields {
        [.eTag: tag, .cacheControl: lifetime.rawValue]
    }

    private static func head(_ size: Int64, _ headers: HTTPFields) -> Response {
        Response(status: .ok, headers: headers, body: ResponseBody(contentLength: Int(size)) { _ in })
    }

    private static func stream(_ body: BlobBody) -> ResponseBody {
        ResponseBody(contentLength: Int(body.size)) { writer in
            for try await bytes in body { try await writer.write(bytes) }
            try await writer.finish(nil)
        }
    }
}
