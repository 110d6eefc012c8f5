internal import Hummingbird
internal import StoatCore

extension GifboxRoutes {
    /// `GET /categories`: names of searches, each with a picture.
    ///
    /// - Throws: ``APIError``: as ``answer(_:_:_:)``; `.failedValidation`.
    @Sendable func listCategories(_ request: Request, context: APIContext) async throws -> Response {
        try await answer(request, context) { .categories(locale: try $0.locale()) }
    }
}
