import Hummingbird
import StoatCore
import StoatModels

/// A new address (schema `DataChangeEmail`).
struct EmailChange: JSONBody {
    let email: String
    let currentPassword: String

    init(from body: BodyReader) throws {
        self.email = try body.string("email")
        self.currentPassword = try body.string("current_password")
    }
}

extension APIRoutes {
    /// `PATCH /auth/account/change/email`: gives the account another address.
    @Sendable func changeEmail(_ request: Request, context: APIContext) async throws -> NoContent {
        let ticket = try await optionalTicket(request)
        let account = try await requireAccount(context)
        let change = try await request.decode(EmailChange.self)
        let email = try EmailAddress(change.email)
        try requireSecondFactor(of: account, ticket: ticket)
        try await core.actions.changeEmail(of: account, to: email, password: change.currentPassword)
        return NoContent()
    }
}
