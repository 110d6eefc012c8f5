import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /invites/:code`: what somebody, logged in or not, sees of an invite before accepting it.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    @Sendable func fetchInvite(_ request: Request, context: APIContext) async throws -> Object {
        try await core.preview(context.parameters.require("code")).wire
    }
}
