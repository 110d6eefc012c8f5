import Logging
import StoatModels
import StoatStorage

extension Actions {
    /// Registers an account.
    ///
    /// The answer and the time it takes are the same whether the address was known or not. Without an SMTP host the
    /// address counts as confirmed, also that of a known account that still waits for its mail.
    ///
    /// - Throws: ``APIError`` in this order: `.featureDisabled`, `.captchaFailed`, `.incorrectData("email")`, `.disallowedContactSupport`,
    ///   `.shortPassword`, `.compromisedPassword`, `.missingInvite`, `.invalidInvite`, `.emailFailed`.
    public func createAccount(email: String, password: String, invite: String?, captcha: String?) async throws {
        guard core.settings.api.registration.isEnabled else { throw APIError(.featureDisabled("registration")) }
        try requireCaptcha(captcha)
        let email = try EmailAddress(email)
        try PasswordRules.check(password)
        if core.settings.api.registration.inviteOnly { try await requireInvite(invite) }
        try requireNoMail()

        try await takingAtLeast(.uniformAnswer) {
            try await register(email, password: password, invite: invite)
        }
    }

    private func register(_ email: EmailAddress, password: String, invite: String?) async throws {
        let hash = try await PasswordHasher.standard.hash(password)
        if let known = try await core.accounts.find(normalisedEmail: email.normalised) {
            if case .pending = known.verification { try await core.accounts.setVerification(.verified, of: known.id) }
            return
        }
        let account = Account(
            id: .new(at: core.clock()),
            email: email.text,
            normalisedEmail: email.normalised,
            password: hash,
            verification: .verified
        )
        do { try await core.accounts.insert(account) } catch let error as StorageError
            where error.code == .duplicateKey
        {
            // Somebody registered the address between look-up and insert: a known account after all.
            return
        }
        if let invite { try await core.accountInvites.claim(invite, by: account.id) }
    }

    private func requireInvite(_ code: String?) async throws {
        guard let code else { throw APIError(.missingInvite) }
        guard try await core.accountInvites.exists(code) else { throw APIError(.invalidInvite) }
    }

    /// Refuses what a configured captcha would have to check.
    ///
    /// - Throws: ``APIError`` `.captchaFailed`. The captcha service is not asked yet, so nobody passes.
    func requireCaptcha(_ answer: String?) throws {
        guard !core.settings.api.security.captcha.hcaptchaKey.isEmpty else { return }
        core.logger.warning("A request was refused: hCaptcha is configured, but this version cannot ask it")
        throw APIError(.captchaFailed)
    }

    /// Refuses what needs a mail to be sent.
    ///
    /// - Throws: ``APIError`` `.emailFailed` where an SMTP host is configured: nothing is pretended to have been sent.
    func requireNoMail() throws {
        guard !core.settings.api.smtp.host.isEmpty else { return }
        core.logger.warning("A request was refused: it needs an e-mail, which this version cannot send")
        throw APIError(.emailFailed)
    }
}
