import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /policy/acknowledge`: records that the caller knows the platform's rules.
    @Sendable func acknowledgePolicies(_ request: Request, context: APIContext) async throws -> NoContent {
        try await core.actions.acknowledgePolicies(by: try context.requireUser().id)
        return NoContent()
    }
}
