import Hummingbird
import StoatCore
import StoatModels

/// Whom to send a mail to (schemas `DataResendVerification`, `DataSendPasswordReset`).
struct MailRequest: JSONBody {
    let email: String
    let captcha: String?

    init(from body: BodyReader) throws {
        self.email = try body.string("email")
        self.captcha = try body.optionalString("captcha")
    }
}

extension APIRoutes {
    /// `POST /auth/account/reverify`: asks for the confirmation mail again.
    @Sendable func requestVerification(_ request: Request, context: APIContext) async throws -> NoContent {
        let mail = try await request.decode(MailRequest.self)
        try core.actions.requestVerification(email: mail.email, captcha: mail.captcha)
        return NoContent()
    }

    /// `POST /auth/account/reset_password`: asks for the mail that resets the password.
    @Sendable func requestPasswordReset(_ request: Request, context: APIContext) async throws -> NoContent {
        let mail = try await request.decode(MailRequest.self)
        try core.actions.requestPasswordReset(email: mail.email, captcha: mail.captcha)
        return NoContent()
    }
}
