internal import Hummingbird
internal import StoatCore
internal import StoatModels

/// The routes of the GIF search.
struct GifboxRoutes: Sendable {
    let core: Core
    let answers: GifAnswers

    func table() -> RouteTable {
        var routes = RouteTable()
        routes.get("/") { _, _ in Self.banner }
        routes.get("/categories", handler: listCategories)
        routes.get("/search", handler: searchGifs)
        routes.get("/trending", handler: listTrending)
        routes.addDocumentation(.gifbox)
        routes.addHealth(core.readiness)
        return routes
    }

    private static let banner: Object = ["message": "Gifbox lives on!", "version": .string(Version.current)]

    /// Answers a caller's question.
    ///
    /// - Throws: ``APIError``: `.notAuthenticated` without a token, `.invalidSession` with a wrong one; what `question`
    ///   throws; those of ``GifAnswers/answer(_:)``.
    func answer(
        _ request: Request,
        _ context: APIContext,
        _ question: (GifParameters) throws -> GifQuestion
    ) async throws -> Response {
        guard context.identity?.user != nil else {
            let hasToken = request.headers.contains { $0.name == .sessionToken || $0.name == .botToken }
            throw APIError(hasToken ? .invalidSession : .notAuthenticated)
        }
        return .json(encoded: try await answers.answer(question(GifParameters(query: context.query))))
    }
}
