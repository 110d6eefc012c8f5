public import StoatModels

extension Actions {
    /// Disables an account and ends its sessions.
    ///
    /// No route enables it again.
    public func disableAccount(_ id: UserID) async throws {
        try await core.accounts.disable(id)
        try await endAllSessions(of: id, except: nil)
    }

    /// Schedules an account for deletion in seven days, at once, as there is no mail to confirm it by.
    ///
    /// - Throws: ``APIError`` `.emailFailed`.
    public func requestDeletion(of id: UserID) async throws {
        try requireNoMail()
        try await scheduleDeletion(of: id)
    }

    /// Schedules the account for deletion that the token of a mail belongs to.
    ///
    /// - Throws: ``APIError`` `.invalidToken`.
    public func confirmDeletion(token: String) async throws {
        guard let account = try await core.accounts.find(deletionToken: token, at: core.clock()) else {
            throw APIError(.invalidToken)
        }
        try await scheduleDeletion(of: account.id)
    }

    private func scheduleDeletion(of id: UserID) async throws {
        let after = core.clock().advanced(by: .seconds(7 * 24 * 3600))
        try await core.accounts.disable(id, deletion: .scheduled(after: after))
        try await endAllSessions(of: id, except: nil)
    }
}
