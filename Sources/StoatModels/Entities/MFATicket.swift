/// A short-lived proof that somebody answered a challenge, or is half-way through a login.
public struct MFATicket: StoredDocument, Equatable {
    /// A ULID; its time is the start of the ticket's life.
    public var id: String
    /// Whose it is.
    public var account: UserID
    /// What a client presents it by.
    public var token: String
    /// Whether it may authorise changes of the account.
    public var isValidated: Bool
    /// Whether it may log in without a further factor.
    public var isAuthorised: Bool
    /// The one-time code that was current when it was made, accepted once more.
    public var lastTOTPCode: String?

    /// A ticket.
    public init(
        id: String,
        account: UserID,
        token: String,
        isValidated: Bool,
        isAuthorised: Bool,
        lastTOTPCode: String? = nil
    ) {
        self.id = id
        self.account = account
        self.token = token
        self.isValidated = isValidated
        self.isAuthorised = isAuthorised
        self.lastTOTPCode = lastTOTPCode
    }

    /// Reads a stored ticket.
    public init(document: Object) throws {
        self.init(
            id: try document.string("_id"),
            account: try document.id("account_id"),
            token: try document.string("token"),
            isValidated: document.bool("validated"),
            isAuthorised: document.bool("authorised"),
            lastTOTPCode: document.optionalString("last_totp_code")
        )
    }

    /// Stored and sent alike (schema `MFATicket`).
    public var document: Object {
        [
            "_id": .string(id), "account_id": .string(account.rawValue), "token": .string(token),
            "validated": .bool(isValidated), "authorised": .bool(isAuthorised),
            "last_totp_code": lastTOTPCode.map { .string($0) } ?? .null,
        ]
    }
}
