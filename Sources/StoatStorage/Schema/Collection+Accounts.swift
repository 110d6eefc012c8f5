// Who may sign in, and with what.
extension Collection {
    /// Sign-in data by user id.
    public static let accounts = Collection(
        "accounts",
        indexes: [
            Index("email", on: .keys(["email"]), unique: true, ignoringCase: true),
            Index("email_normalised", on: .keys(["email_normalised"]), unique: true, ignoringCase: true),
            Index("email_verification", on: .keys(["verification.token"])),
            Index("password_reset", on: .keys(["password_reset.token"])),
            Index("account_deletion", on: .keys(["deletion.token"])),
        ]
    )

    /// Signed-in devices and their tokens.
    public static let sessions = Collection(
        "sessions",
        indexes: [
            Index("token", on: .keys(["token"]), unique: true),
            Index("user_id", on: .keys(["user_id"])),
        ]
    )

    /// Codes that let someone register on an invite-only instance.
    public static let accountInvites = Collection("account_invites")

    /// Proofs of a second factor, valid for five minutes.
    public static let mfaTickets = Collection(
        "mfa_tickets",
        indexes: [Index("token", on: .keys(["token"]), unique: true)]
    )
}
