import HTTPTypes
import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// The account of the login session.
    ///
    /// - Throws: as `requireSession`; ``APIError`` `.internalError` when the account is gone.
    func requireAccount(_ context: APIContext) async throws -> Account {
        let session = try context.requireSession()
        guard let account = try await core.accounts.find(session.user) else { throw APIError(.internalError) }
        return account
    }

    /// Uses up the validated ticket that the request must carry.
    ///
    /// - Returns: the account it belongs to.
    /// - Throws: ``APIError`` `.invalidToken` without a valid ticket, `.forbiddenTicket` for one not validated.
    func requireTicket(_ request: Request) async throws -> UserID {
        guard let token = request.headers.first(.mfaTicket) else { throw APIError(.invalidToken) }
        return try await core.actions.consumeValidatedTicket(token)
    }

    /// Uses up the validated ticket that the request must carry for this account.
    ///
    /// - Throws: as ``requireTicket(_:)``; `.forbiddenTicket` for another account's ticket.
    func requireTicket(_ request: Request, of account: UserID) async throws {
        guard try await requireTicket(request) == account else { throw APIError(.forbiddenTicket) }
    }

    /// Uses up a validated ticket that the request may carry; one that cannot be used counts as absent.
    func optionalTicket(_ request: Request) async throws -> UserID? {
        do { return try await requireTicket(request) } catch let error as APIError
            where error.kind == .invalidToken || error.kind == .forbiddenTicket
        {
            return nil
        }
    }

    /// Demands a ticket of accounts with a second factor.
    ///
    /// - Throws: ``APIError`` `.invalidCredentials`.
    func requireSecondFactor(of account: Account, ticket: UserID?) throws {
        guard !account.mfa.isActive || ticket == account.id else { throw APIError(.invalidCredentials) }
    }
}
