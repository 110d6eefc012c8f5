import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /auth/session/all?revoke_self=`: ends every login of the account, or every other one.
    @Sendable func revokeSessions(_ request: Request, context: APIContext) async throws -> NoContent {
        let ticketOwner = try await requireTicket(request)
        let session = try context.requireSession()
        let account = try await requireAccount(context)
        guard ticketOwner == account.id else { throw APIError(.forbiddenTicket) }
        let revokesSelf = context.query.bool("revoke_self") ?? false
        try await core.actions.endAllSessions(of: account.id, except: revokesSelf ? nil : session.id)
        return NoContent()
    }

    /// `DELETE /auth/session/:id`: ends one login of the account.
    @Sendable func revokeSession(_ request: Request, context: APIContext) async throws -> NoContent {
        let ticketOwner = try await requireTicket(request)
        let own = try context.requireSession()
        guard ticketOwner == own.user else { throw APIError(.forbiddenTicket) }
        guard let session = try await core.sessions.find(try context.parameters.require("id")) else {
            throw APIError(.unknownUser)
        }
        guard session.user == own.user else { throw APIError(.invalidToken) }
        try await core.actions.endSession(session)
        return NoContent()
    }
}
