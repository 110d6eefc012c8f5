// Servers and who belongs to them.
extension Collection {
    /// Servers with their roles and categories.
    public static let servers = Collection(
        "servers",
        indexes: [Index("owner", on: .keys(["owner"]), optional: true)]
    )

    /// Memberships, by server and user.
    public static let serverMembers = Collection(
        "server_members",
        indexes: [
            Index("compound_id", on: .keys(["_id.server", "_id.user"])),
            Index("user_id", on: .keys(["_id.user"])),
        ]
    )

    /// Bans, by server and user.
    public static let serverBans = Collection(
        "server_bans",
        indexes: [Index("compound_id", on: .keys(["_id.server", "_id.user"]), optional: true)]
    )

    /// What moderators did, until it expires.
    public static let auditLogs = Collection(
        "audit_logs",
        indexes: [
            Index("expires_at_ttl", on: .expiry("expires_at")),
            Index("audit_log_filters", on: .keys(["server", "user", "action.type"])),
        ]
    )
}
