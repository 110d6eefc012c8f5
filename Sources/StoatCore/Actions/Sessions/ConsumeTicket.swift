public import StoatModels

extension Actions {
    /// Uses up a ticket that proves a challenge was answered.
    ///
    /// - Returns: the account the ticket belongs to.
    /// - Throws: ``APIError`` `.invalidToken` for an unknown or expired ticket, `.forbiddenTicket` for one that proves
    ///   nothing.
    public func consumeValidatedTicket(_ token: String) async throws -> UserID {
        guard let ticket = try await core.mfaTickets.find(token, at: core.clock()) else {
            throw APIError(.invalidToken)
        }
        guard ticket.isValidated else { throw APIError(.forbiddenTicket) }
        guard try await core.mfaTickets.consume(ticket) else { throw APIError(.invalidToken) }
        return ticket.account
    }
}
