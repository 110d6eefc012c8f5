import Hummingbird
import StoatCore
import StoatModels

/// Who wants to register (schema `DataCreateAccount`).
struct NewAccount: JSONBody {
    let email: String
    let password: String
    let invite: String?
    let captcha: String?

    init(from body: BodyReader) throws {
        self.email = try body.string("email")
        self.password = try body.string("password")
        self.invite = try body.optionalString("invite")
        self.captcha = try body.optionalString("captcha")
    }
}

extension APIRoutes {
    /// `POST /auth/account/create`: registers an account.
    @Sendable func createAccount(_ request: Request, context: APIContext) async throws -> NoContent {
        let account = try await request.decode(NewAccount.self)
        try await core.actions.createAccount(
            email: account.email,
            password: account.password,
            invite: account.invite,
            captcha: account.captcha
        )
        return NoContent()
    }
}
