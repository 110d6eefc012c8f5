public import StoatModels

extension Actions {
    /// Sets a new password by the token of a reset mail, and ends a lock-out.
    ///
    /// - Throws: ``APIError`` `.invalidToken`, then the password rules' errors.
    public func resetPassword(token: String, to password: String, endingSessions: Bool) async throws {
        guard let account = try await core.accounts.find(passwordResetToken: token, at: core.clock()) else {
            throw APIError(.invalidToken)
        }
        try PasswordRules.check(password)
        let hash = try await PasswordHasher.standard.hash(password)
        try await core.accounts.setPassword(hash, of: account.id, endingReset: true)
        if endingSessions { try await endAllSessions(of: account.id, except: nil) }
    }

    /// Sets a new password for somebody who knows the old one.
    ///
    /// Other sessions stay logged in.
    ///
    /// - Throws: ``APIError``: the password rules' errors, then `.invalidCredentials`.
    public func changePassword(of account: Account, from current: String, to password: String) async throws {
        try PasswordRules.check(password)
        try await requirePassword(current, of: account)
        let hash = try await PasswordHasher.standard.hash(password)
        try await core.accounts.setPassword(hash, of: account.id)
    }

    /// Demands the password of an account.
    ///
    /// - Throws: ``APIError`` `.invalidCredentials`.
    public func requirePassword(_ password: String, of account: Account) async throws {
        guard try await PasswordHasher.standard.verify(password, against: account.password) else {
            throw APIError(.invalidCredentials)
        }
    }
}
