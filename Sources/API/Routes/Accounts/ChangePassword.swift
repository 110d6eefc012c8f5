import Hummingbird
import StoatCore
import StoatModels

/// A new password and the old one (schema `DataChangePassword`).
struct PasswordChange: JSONBody {
    let password: String
    let currentPassword: String

    init(from body: BodyReader) throws {
        self.password = try body.string("password")
        self.currentPassword = try body.string("current_password")
    }
}

extension APIRoutes {
    /// `PATCH /auth/account/change/password`: sets a new password.
    @Sendable func changePassword(_ request: Request, context: APIContext) async throws -> NoContent {
        let ticket = try await optionalTicket(request)
        let account = try await requireAccount(context)
        let change = try await request.decode(PasswordChange.self)
        try requireSecondFactor(of: account, ticket: ticket)
        try await core.actions.changePassword(of: account, from: change.currentPassword, to: change.password)
        return NoContent()
    }
}
