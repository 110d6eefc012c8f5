internal import HTTPTypes
internal import Hummingbird
internal import StoatCore

extension JanuaryRoutes {
    /// `GET /proxy?url=`: a picture or video of another site.
    ///
    /// - Throws: ``APIError``: `.failedValidation` without an address, `.proxyError`, `.invalidOperation`,
    ///   `.fileTypeNotAllowed`.
    @Sendable func proxyMedia(_ request: Request, context: APIContext) async throws -> Response {
        let url = try url(context)
        return try await visibly { try await proxy.answer(url, range: request.headers[.range]) }
    }
}
