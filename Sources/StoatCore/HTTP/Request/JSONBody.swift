internal import HTTPTypes
public import Hummingbird
public import NIOCore
public import StoatModels

/// A request body: reads itself from a JSON object and states its own limits.
public protocol JSONBody {
    /// Reads the members; unknown ones are ignored, absent and `null` are the same.
    ///
    /// - Throws: ``APIError`` `.unprocessableBody` (422) for a missing member or a wrong type.
    init(from body: BodyReader) throws
}

extension Request {
    /// Largest JSON body in bytes, as upstream.
    public static let maxJSONBodyBytes = 1 << 20

    /// Reads the body as JSON whatever its content type.
    ///
    /// - Throws: ``APIError``: 413 over `limit` bytes; 400 when it is empty or not JSON; 422 when it is JSON of another
    ///   shape; 400 with every broken limit when only limits are broken.
    public func decode<Body: JSONBody>(
        _ type: Body.Type = Body.self,
        limit: Int = Request.maxJSONBodyBytes
    ) async throws -> Body {
        guard case .object(let object) = try await decodeJSON(limit: limit) else {
            throw APIError(.unprocessableBody("body: expected object"))
        }
        let reader = BodyReader(object)
        let body: Body
        do { body = try Body(from: reader) } catch let error as DocumentError {
            throw APIError(.unprocessableBody(error.description))
        }
        try reader.validation.check()
        return body
    }

    /// Reads the body as any JSON value whatever its content type.
    ///
    /// - Throws: ``APIError``: 413 over `limit` bytes; 400 when it is empty or not JSON.
    public func decodeJSON(limit: Int = Request.maxJSONBodyBytes) async throws -> Value {
        let bytes = try await collectBytes(limit: limit)
        do { return try JSONParser.parse(bytes) } catch {
            throw APIError(.failedValidation("body: \(error)"))
        }
    }

    /// Reads the body as it came.
    ///
    /// - Throws: ``APIError`` 413 over `limit` bytes, before reading where the length is declared.
    public func collectBytes(limit: Int) async throws -> ByteBuffer {
        if let declared = headers.first(.contentLength).flatMap({ Int($0) }), declared > limit {
            throw APIError(.bodyTooLarge)
        }
        do { return try await body.collect(upTo: limit) } catch is NIOTooManyBytesError {
            throw APIError(.bodyTooLarge)
        }
    }
}
