import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /auth/session/logout`: ends the session of the request.
    @Sendable func logOut(_ request: Request, context: APIContext) async throws -> NoContent {
        try await core.actions.endSession(try context.requireSession())
        return NoContent()
    }
}
