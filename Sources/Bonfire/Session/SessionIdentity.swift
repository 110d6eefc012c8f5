internal import StoatMessaging
internal import StoatModels

/// Whom a session belongs to, for as long as it lives.
final class SessionIdentity: Sendable {
    let user: UserID
    /// The login session; `nil` for bots.
    let session: SessionID?
    let isBot: Bool
    let isPrivileged: Bool
    let presence: PresenceSessionID
    /// The state that the session was counted in; see ``GatewayDirector``.
    let generation: Int

    init(
        user: UserID,
        session: SessionID?,
        isBot: Bool,
        isPrivileged: Bool,
        presence: PresenceSessionID,
        generation: Int = 0
    ) {
        self.user = user
        self.session = session
        self.isBot = isBot
        self.isPrivileged = isPrivileged
        self.presence = presence
        self.generation = generation
    }
}

/// What a session enters when its state has been read: everything later in the event stream reaches it.
struct AttachPlan: Sendable {
    /// A server with the roles that the user holds in it.
    struct Room: Sendable {
        let snapshot: ServerSnapshot
        let roles: [RoleID]
    }

    let identity: SessionIdentity
    let rooms: [Room]
    /// Users whose changes the session wants, with what they are to its own user.
    let followed: [(user: UserID, relation: RelationshipStatus)]
}

/// What a socket asks of the rest of the gateway.
///
/// All of it returns at once.
struct SessionServices: Sendable {
    /// Look up a token and prepare the session; commands to the handle follow.
    var connect: @Sendable (SessionHandle, _ token: String, ConnectQuery) -> Void
    /// An attached session has ended.
    var ended: @Sendable (SessionIdentity) -> Void
    /// A live session types in a channel.
    var typing: @Sendable (SessionIdentity, ChannelID, _ isStart: Bool) -> Void
}
