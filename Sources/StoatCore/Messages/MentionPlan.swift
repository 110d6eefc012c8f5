import StoatModels

/// Whom a new message may mention, as far as content, flags and rights decide it; pure.
struct MentionPlan: Equatable {
    /// Accounts younger than this mention nobody in discoverable servers.
    static let discoverableMinimumAge: Duration = .seconds(12 * 3600)

    /// Users named in the content; whether they can be mentioned here is decided later.
    var users: [UserID] = []
    var roles: [RoleID] = []
    /// The flags to store.
    var flags: MessageFlags = []
    /// Whether anybody may be mentioned, by replies too.
    var isAllowed = true

    /// Plans the mentions of a message by a user or bot.
    ///
    /// - Everyone, online and roles mean something in servers only; elsewhere they are plain text.
    /// - Only bots may ask for everyone by flag.
    ///
    /// - Throws: ``APIError`` `.missingPermission` for `MentionEveryone`, then `MentionRoles`.
    init(content: String?, flags requested: MessageFlags, access: ChannelAccess, settings: Settings, now: Timestamp)
        throws
    {
        flags = requested.intersection(.suppressNotifications)
        isAllowed = Self.mayMention(access, now: now)
        guard isAllowed else { return }
        let named = content.map(ContentMentions.init(of:)) ?? ContentMentions()
        users = named.users
        guard let server = access.server, settings.features.massMentionsEnabled else { return }
        let existing = Set(server.roles.map(\.id))
        roles = named.roles.filter(existing.contains)
        if named.namesEveryone || requested.contains(.mentionsEveryone) { flags.insert(.mentionsEveryone) }
        if named.namesOnline || requested.contains(.mentionsOnline) { flags.insert(.mentionsOnline) }
        if !flags.isDisjoint(with: [.mentionsEveryone, .mentionsOnline]) { try access.require(.mentionEveryone) }
        if !roles.isEmpty { try access.require(.mentionRoles) }
    }

    private static func mayMention(_ access: ChannelAccess, now: Timestamp) -> Bool {
        guard access.server?.isDiscoverable == true, let created = access.user.id.creationTime else { return true }
        return now.since(created) >= discoverableMinimumAge
    }
}
