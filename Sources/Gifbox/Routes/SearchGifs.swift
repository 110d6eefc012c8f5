internal import Hummingbird
internal import StoatCore

extension GifboxRoutes {
    /// `GET /search`: GIFs that go with a text.
    ///
    /// - Throws: ``APIError``: as ``answer(_:_:_:)``; `.failedValidation`.
    @Sendable func searchGifs(_ request: Request, context: APIContext) async throws -> Response {
        try await answer(request, context) { parameters in
            .search(
                try parameters.text("query", upTo: 256),
                isCategory: try parameters.flag("is_category"),
                locale: try parameters.locale(),
                page: try parameters.page()
            )
        }
    }
}
