internal import Hummingbird
internal import StoatCore

extension GifboxRoutes {
    /// `GET /trending`: GIFs that are popular now.
    ///
    /// - Throws: ``APIError``: as ``answer(_:_:_:)``; `.failedValidation`.
    @Sendable func listTrending(_ request: Request, context: APIContext) async throws -> Response {
        try await answer(request, context) { .trending(locale: try $0.locale(), page: try $0.page()) }
    }
}
