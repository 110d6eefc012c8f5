public import StoatModels
import StoatStorage

/// The accounts: who may log in, and with what.
public struct AccountRepository: Sendable {
    let store: any DocumentStore

    /// The account with this id.
    public func find(_ id: UserID) async throws -> Account? {
        try await one(where: .id(id))
    }

    /// The account that an address belongs to, by its normalised form.
    public func find(normalisedEmail email: String) async throws -> Account? {
        try await one(where: .equalsIgnoringCase("email_normalised", email))
    }

    /// The account whose address this token confirms, unless the token has expired.
    public func find(verificationToken token: String, at now: Timestamp) async throws -> Account? {
        try await find(token: token, under: "verification", at: now)
    }

    /// The account whose password this token resets, unless the token has expired.
    public func find(passwordResetToken token: String, at now: Timestamp) async throws -> Account? {
        try await find(token: token, under: "password_reset", at: now)
    }

    /// The account whose deletion this token confirms, unless the token has expired.
    public func find(deletionToken token: String, at now: Timestamp) async throws -> Account? {
        try await find(token: token, under: "deletion", at: now)
    }

    /// Adds an account.
    ///
    /// - Throws: ``StorageError`` `.duplicateKey` when the address is taken.
    public func insert(_ account: Account) async throws {
        try await store.insert(account.document, into: .accounts)
    }

    /// Records whether the address is confirmed.
    public func setVerification(_ verification: Account.Verification, of id: UserID) async throws {
        try await update(id, Update().set("verification", .object(verification.object)))
    }

    /// Gives the account another address, which counts as confirmed.
    ///
    /// - Throws: ``StorageError`` `.duplicateKey` when the address is taken.
    public func setEmail(_ email: String, normalised: String, of id: UserID) async throws {
        try await update(
            id,
            Update().set("email", .string(email)).set("email_normalised", .string(normalised))
                .set("verification", .object(Account.Verification.verified.object))
        )
    }

    /// Replaces the password's hash.
    ///
    /// - Parameter endingReset: also forgets a pending reset and failed logins.
    public func setPassword(_ hash: String, of id: UserID, endingReset: Bool = false) async throws {
        var change = Update().set("password", .string(hash))
        if endingReset { change = change.set("password_reset", .null).set("lockout", .null) }
        try await update(id, change)
    }

    /// Replaces a hash by a newer one of the same password, unless the password was changed meanwhile.
    public func upgradePassword(of id: UserID, from old: String, to new: String) async throws {
        try await store.updateOne(
            .accounts,
            where: .and([.id(id), .equals("password", .string(old))]),
            Update().set("password", .string(new))
        )
    }

    /// Records failed logins, or with `nil` forgets them.
    public func setLockout(_ lockout: Account.Lockout?, of id: UserID) async throws {
        try await update(id, Update().set("lockout", lockout.map { .object($0.object) } ?? .null))
    }

    /// Records failed logins unless their number changed since `old` was read; answers whether it was recorded.
    public func replaceLockout(_ old: Account.Lockout?, by new: Account.Lockout, of id: UserID) async throws -> Bool {
        let number: Value = old.map { .int32($0.attempts) } ?? .null
        return try await store.updateOne(
            .accounts,
            where: .and([.id(id), .equals("lockout.attempts", number)]),
            Update().set("lockout", .object(new.object))
        )
    }

    /// Disables the account, and records how far it is on its way to deletion if that is why.
    public func disable(_ id: UserID, deletion: Account.Deletion? = nil) async throws {
        var change = Update().set("disabled", true)
        if let deletion { change = change.set("deletion", .object(deletion.object)) }
        try await update(id, change)
    }

    private func update(_ id: UserID, _ change: Update) async throws {
        try await store.updateOne(.accounts, where: .id(id), change)
    }

    private func find(token: String, under key: String, at now: Timestamp) async throws -> Account? {
        // Expiry times are ISO text of one length, which sorts by time.
        try await one(
            where: .and([
                .equals("\(key).token", .string(token)),
                .compare("\(key).expiry", .atLeast, .string(now.iso8601)),
            ])
        )
    }

    private func one(where filter: Filter) async throws -> Account? {
        try await store.findOne(.accounts, where: filter).map(Account.init(document:))
    }
}

extension Core {
    /// The accounts.
    public var accounts: AccountRepository { AccountRepository(store: store) }
}
