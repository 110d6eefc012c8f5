public import HTTPTypes
public import Hummingbird
public import NIOCore
public import StoatModels

/// What a handler may return: something that knows its HTTP response.
public protocol HTTPAnswer: Sendable {
    /// The response, without the headers that every response gets.
    func response() -> Response
}

extension Response: HTTPAnswer {
    /// The response itself.
    public func response() -> Response { self }
}

extension Object: HTTPAnswer {
    /// 200 with this object as JSON.
    public func response() -> Response { .json(self) }
}

extension Value: HTTPAnswer {
    /// 200 with this value as JSON.
    public func response() -> Response { .json(self) }
}

/// 204 without a body: the answer of routes that return nothing.
///
/// Clients parse any other 2xx as JSON and fail on an empty body.
public struct NoContent: HTTPAnswer {
    /// The answer.
    public init() {}

    /// 204.
    public func response() -> Response { .noContent }
}

extension Response {
    /// An object as JSON.
    public static func json(_ object: Object, status: HTTPResponse.Status = .ok) -> Response {
        json(encoded: JSONWriter.encode(object), status: status)
    }

    /// Any value as JSON.
    public static func json(_ value: Value, status: HTTPResponse.Status = .ok) -> Response {
        json(encoded: JSONWriter.encode(value), status: status)
    }

    /// JSON text that is encoded already.
    public static func json(encoded body: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: jsonHeaders, body: ResponseBody(byteBuffer: body))
    }

    /// 204 without a body.
    public static var noContent: Response { Response(status: .noContent) }

    /// The typed body of an error.
    static func error(_ error: APIError) -> Response {
        json(error.wireObject, status: HTTPResponse.Status(code: error.status))
    }

    private static let jsonHeaders: HTTPFields = [.contentType: "application/json"]
}
