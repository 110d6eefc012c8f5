public import StoatModels

extension Actions {
    /// Uses up the ticket that a change of owner needs.
    ///
    /// - Throws: ``APIError`` `.invalidCredentials` without a ticket, or with one that proves nothing for this user.
    public func consumeTransferTicket(_ token: String?, of user: UserID) async throws {
        guard let token, let ticket = try await core.mfaTickets.find(token, at: core.clock()),
            ticket.isValidated, ticket.account == user, try await core.mfaTickets.consume(ticket)
        else { throw APIError(.invalidCredentials) }
    }
}
