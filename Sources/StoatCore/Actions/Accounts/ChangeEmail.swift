public import StoatModels
import StoatStorage

extension Actions {
    /// Gives an account another address, at once, as there is no mail to confirm it by.
    ///
    /// An address that belongs to somebody is left alone without a word, so that nobody learns who has an account.
    ///
    /// - Throws: ``APIError`` `.invalidCredentials`, `.unverifiedAccount`, `.emailFailed`.
    public func changeEmail(of account: Account, to email: EmailAddress, password: String) async throws {
        try await requirePassword(password, of: account)
        if case .pending = account.verification { throw APIError(.unverifiedAccount) }
        try requireNoMail()
        do {
            try await core.accounts.setEmail(email.text, normalised: email.normalised, of: account.id)
        } catch let error as StorageError where error.code == .duplicateKey { return }
    }
}
