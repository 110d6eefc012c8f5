/// The collections of an instance and the revision of their shape.
public enum Schema {
    /// The first migration number not applied yet, as upstream counts: what the marker in `migrations` holds.
    public static let revision: Int32 = 52

    /// The oldest revision whose database can be taken over without another program's help.
    public static let oldestSupportedRevision: Int32 = 50

    /// Every collection, used by this suite or only kept for the tools that share the database.
    public static let all: [Collection] = [
        .accounts, .sessions, .accountInvites, .mfaTickets,
        .users, .bots, .userSettings,
        .servers, .serverMembers, .serverBans, .auditLogs,
        .channels, .channelInvites, .channelUnreads, .channelWebhooks, .messages,
        .attachments, .attachmentHashes, .emojis,
        .safetyReports, .safetySnapshots, .safetyStrikes, .safetyCases,
        .migrations, .policyChanges, .ratelimitEvents, .pubsub,
    ]
}
