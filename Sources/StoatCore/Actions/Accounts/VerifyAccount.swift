public import StoatModels
import StoatStorage

extension Actions {
    /// Confirms the address that a token was sent to.
    ///
    /// - Returns: a ticket that logs in, for a new account; `nil` for one that changed its address.
    /// - Throws: ``APIError`` `.invalidToken` for an unknown or expired token, `.databaseError` when somebody took the
    ///   new address meanwhile.
    public func verifyAccount(token: String) async throws -> MFATicket? {
        guard let account = try await core.accounts.find(verificationToken: token, at: core.clock()) else {
            throw APIError(.invalidToken)
        }
        if case .moving(let email, _) = account.verification {
            try await moveAccount(account.id, to: email)
            return nil
        }
        try await core.accounts.setVerification(.verified, of: account.id)
        let ticket = MFATicket(
            id: ULID(at: core.clock()).description,
            account: account.id,
            token: SecureToken.session(),
            isValidated: false,
            isAuthorised: true
        )
        try await core.mfaTickets.insert(ticket)
        return ticket
    }

    private func moveAccount(_ id: UserID, to email: String) async throws {
        let normalised = EmailAddress.normalise(email) ?? email.lowercased()
        do { try await core.accounts.setEmail(email, normalised: normalised, of: id) } catch let error as StorageError
            where error.code == .duplicateKey
        {
            throw APIError(.databaseError(operation: "find_one", collection: "accounts"))
        }
    }
}
