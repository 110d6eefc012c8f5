import Hummingbird
import StoatCore
import StoatModels

/// A new password and the right to set it (schema `DataPasswordReset`).
struct PasswordReset: JSONBody {
    let token: String
    let password: String
    let removesSessions: Bool

    init(from body: BodyReader) throws {
        self.token = try body.string("token")
        self.password = try body.string("password")
        self.removesSessions = try body.optionalBool("remove_sessions") ?? false
    }
}

extension APIRoutes {
    /// `PATCH /auth/account/reset_password`: sets a new password by the token of a mail.
    @Sendable func resetPassword(_ request: Request, context: APIContext) async throws -> NoContent {
        let reset = try await request.decode(PasswordReset.self)
        try await core.actions.resetPassword(
            token: reset.token,
            to: reset.password,
            endingSessions: reset.removesSessions
        )
        return NoContent()
    }
}
