import Crypto
import Foundation
import StoatMessaging
public import StoatModels

/// What a login came to.
public enum LoginResult: Sendable {
    case success(Session)
    /// The account is disabled; no session was made.
    case disabled(UserID)
}

extension Actions {
    /// Logs in by address and password.
    ///
    /// Until the password has proved right, known and unknown addresses are answered alike, in words and in time;
    /// failed logins to unknown addresses are counted and locked out like others.
    ///
    /// - Throws: ``APIError``: `.lockedOut`, `.invalidCredentials`; with the right password `.unverifiedAccount`, the
    ///   password rules' errors, and `.operationFailed` for accounts with a second factor.
    public func logIn(email: String, password: String, name: String?) async throws -> LoginResult {
        let account = try await takingAtLeast(.uniformAnswer) { try await prove(email: email, password: password) }
        if account.lockout != nil { try await core.accounts.setLockout(nil, of: account.id) }
        if case .pending = account.verification { throw APIError(.unverifiedAccount) }
        try PasswordRules.check(password)
        try await upgradeHash(of: account, password)
        // A password alone must not open an account that demands more.
        guard !account.mfa.isActive else { throw APIError(.operationFailed) }
        return try await openSession(of: account, name: name)
    }

    /// The account that an address and a password belong to.
    private func prove(email: String, password: String) async throws -> Account {
        let email = EmailAddress.normalise(email)
        guard let email, let account = try await core.accounts.find(normalisedEmail: email) else {
            try await PasswordHasher.standard.verifyNothing(password)
            throw await failureOfUnknown(email ?? "")
        }
        let isRight = try await PasswordHasher.standard.verify(password, against: account.password)
        if let end = account.lockout?.expiry, end > core.clock() { throw APIError(.lockedOut) }
        guard isRight else {
            try await countFailure(of: account)
            throw APIError(.invalidCredentials)
        }
        return account
    }

    /// Logs in by the ticket that confirming an address gave.
    ///
    /// - Throws: ``APIError`` `.invalidToken` for an unknown, expired or unauthorised ticket, `.unknownUser`.
    public func logIn(ticket token: String, name: String?) async throws -> LoginResult {
        guard let ticket = try await core.mfaTickets.find(token, at: core.clock()) else {
            throw APIError(.invalidToken)
        }
        guard let account = try await core.accounts.find(ticket.account) else { throw APIError(.unknownUser) }
        guard ticket.isAuthorised, try await core.mfaTickets.consume(ticket) else { throw APIError(.invalidToken) }
        return try await openSession(of: account, name: name)
    }

    private func openSession(of account: Account, name: String?) async throws -> LoginResult {
        guard !account.isDisabled else { return .disabled(account.id) }
        let session = Session(
            id: .new(at: core.clock()),
            user: account.id,
            token: SecureToken.session(),
            name: name ?? "Unknown",
            lastSeen: core.clock(),
            origin: core.settings.environment
        )
        try await core.sessions.insert(session)
        return .success(session)
    }

    private func upgradeHash(of account: Account, _ password: String) async throws {
        guard PasswordHasher.standard.isOutdated(account.password) else { return }
        let hash = try await PasswordHasher.standard.hash(password)
        try await core.accounts.upgradePassword(of: account.id, from: account.password, to: hash)
    }

    private func countFailure(of account: Account) async throws {
        var account = account
        for _ in 0..<8 {
            let attempts = (account.lockout?.attempts ?? 0) + 1
            let expiry = LoginLock.duration(after: Int(attempts)).map { core.clock().advanced(by: $0) }
            let lockout = Account.Lockout(attempts: attempts, expiry: expiry)
            if try await core.accounts.replaceLockout(account.lockout, by: lockout, of: account.id) { return }
            // Another failure was counted at the same time.
            guard let current = try await core.accounts.find(account.id) else { return }
            account = current
        }
    }

    /// Counts a failed login to an address without account the way those with one are counted.
    private func failureOfUnknown(_ email: String) async -> APIError {
        // The cache gets no address in clear.
        let digest = SHA256.hash(data: Data(email.utf8)).prefix(16).map { String($0, radix: 16) }.joined(separator: ".")
        let mark = "login-lock:\(digest)"
        guard await core.cache.remaining([mark])[0] == nil else { return APIError(.lockedOut) }
        let state = await core.cache.countRequest(
            bucket: "login:\(digest)",
            limit: 1_000_000,
            window: .seconds(24 * 3600)
        )
        if let duration = LoginLock.duration(after: state.count) { _ = await core.cache.claim(mark, for: duration) }
        return APIError(.invalidCredentials)
    }
}

/// How long an account is locked after failed logins in a row.
enum LoginLock {
    /// The lock that the failure with this number sets, if any.
    static func duration(after failures: Int) -> Duration? {
        switch failures {
        case ..<3: nil
        case 3: .seconds(60)
        case 4: .seconds(300)
        default: .seconds(3600)
        }
    }
}
