import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /auth/account/disable`: disables the own account.
    @Sendable func disableAccount(_ request: Request, context: APIContext) async throws -> NoContent {
        let account = try await requireAccount(context)
        try await requireTicket(request, of: account.id)
        try await core.actions.disableAccount(account.id)
        return NoContent()
    }
}
