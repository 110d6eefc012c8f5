import StoatModels

extension Actions {
    /// Asks for the confirmation mail once more.
    ///
    /// Whether the account exists stays hidden.
    ///
    /// - Throws: ``APIError`` `.captchaFailed`, `.incorrectData("email")`, `.disallowedContactSupport`, `.emailFailed`.
    public func requestVerification(email: String, captcha: String?) throws {
        try requireCaptcha(captcha)
        _ = try EmailAddress(email)
        try requireNoMail()
    }

    /// Asks for the mail that resets a password.
    ///
    /// Whether the account exists stays hidden.
    ///
    /// - Throws: as ``requestVerification(email:captcha:)``.
    public func requestPasswordReset(email: String, captcha: String?) throws {
        try requestVerification(email: email, captcha: captcha)
    }
}
