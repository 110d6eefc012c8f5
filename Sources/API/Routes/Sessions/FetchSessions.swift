import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /auth/session/all`: every login of the account.
    @Sendable func fetchSessions(_ request: Request, context: APIContext) async throws -> Value {
        let sessions = try await core.sessions.of(try context.requireSession().user)
        return .array(sessions.map { .object($0.info) })
    }
}
