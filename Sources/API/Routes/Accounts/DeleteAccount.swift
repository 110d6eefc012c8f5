import Hummingbird
import StoatCore
import StoatModels

/// The right to delete an account (schema `DataAccountDeletion`).
struct DeletionConfirmation: JSONBody {
    let token: String

    init(from body: BodyReader) throws { self.token = try body.string("token") }
}

extension APIRoutes {
    /// `POST /auth/account/delete`: asks for the own account to be deleted.
    @Sendable func requestDeletion(_ request: Request, context: APIContext) async throws -> NoContent {
        let account = try await requireAccount(context)
        try await requireTicket(request, of: account.id)
        try await core.actions.requestDeletion(of: account.id)
        return NoContent()
    }

    /// `PUT /auth/account/delete`: confirms a deletion by the token of a mail.
    @Sendable func confirmDeletion(_ request: Request, context: APIContext) async throws -> NoContent {
        let confirmation = try await request.decode(DeletionConfirmation.self)
        try await core.actions.confirmDeletion(token: confirmation.token)
        return NoContent()
    }
}
