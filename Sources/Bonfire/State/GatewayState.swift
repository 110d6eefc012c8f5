internal import StoatMessaging
internal import StoatModels

/// Everything this process holds for its sessions, at one point of the event stream.
///
/// Does no I/O.
///
/// Guarded by the director's lock; every event passes through ``prepare(_:body:)`` before the loops see it.
struct GatewayState {
    var users: [UserID: LocalUser] = [:]
    var servers: [ServerID: ServerState] = [:]
    var directs: [ChannelID: DirectState] = [:]
    /// The server of every channel held.
    var channelServers: [ChannelID: ServerID] = [:]

    /// Work that an event asks for and that cannot be done under the lock.
    enum FollowUp: Sendable {
        /// A local user is in a server that is not held: load it, then deliver the event.
        case join(UserID, ServerID, DeliveredEvent, Object)
        /// The topics of local users changed.
        case retopic(acquire: [Topic], release: [Topic])
    }

    /// An event for the loops, and what else it asks for.
    struct Prepared {
        /// `nil`: held back.
        var event: PreparedEvent?
        var followUps: [FollowUp] = []
    }

    /// Applies an event.
    ///
    /// Events about servers that are not held change nothing.
    ///
    /// - Parameter body: the wire object; needed for the kinds of ``needsBody(_:)`` only.
    mutating func prepare(_ delivered: DeliveredEvent, body: Object?) -> Prepared {
        guard let body else { return Prepared(event: PreparedEvent(delivered)) }
        switch delivered.kind {
        case .message: return message(delivered, body)
        case .channelCreate, .channelUpdate, .channelDelete: return channel(delivered, body)
        case .channelGroupJoin, .channelGroupLeave: return group(delivered, body)
        case .serverCreate: return serverCreate(delivered, body)
        case .serverUpdate, .serverRoleUpdate, .serverRoleDelete, .serverRoleRanksUpdate: return server(delivered, body)
        case .serverDelete: return serverDelete(delivered, body)
        case .serverMemberJoin, .serverMemberUpdate, .serverMemberLeave: return member(delivered, body)
        case .emojiCreate, .emojiUpdate, .emojiDelete: return emoji(delivered, body)
        case .userUpdate: return userUpdate(delivered, body)
        case .userRelationship: return relationship(delivered, body)
        default: return Prepared(event: PreparedEvent(delivered, body: body))
        }
    }

    /// Whether an event of this kind must be read before it is passed on.
    static func needsBody(_ kind: EventKind?) -> Bool {
        switch kind {
        case .message, .channelCreate, .channelUpdate, .channelDelete, .channelGroupJoin, .channelGroupLeave,
            .serverCreate, .serverUpdate, .serverRoleUpdate, .serverRoleDelete, .serverRoleRanksUpdate, .serverDelete,
            .serverMemberJoin, .serverMemberUpdate, .serverMemberLeave, .emojiCreate, .emojiUpdate, .emojiDelete,
            .userUpdate, .userRelationship, .deleteSession, .deleteAllSessions:
            true
        default: false
        }
    }

    /// Installs a server just loaded, unless another load was first.
    mutating func install(_ state: ServerState) {
        guard servers[state.server.id] == nil else { return }
        for channel in state.channels.keys { channelServers[channel] = state.server.id }
        servers[state.server.id] = state
    }

    /// Forgets a server.
    mutating func forget(_ server: ServerID) {
        for channel in servers[server]?.channels.keys ?? [:].keys where channelServers[channel] == server {
            channelServers[channel] = nil
        }
        servers[server] = nil
    }

    /// Forgets a user whose last session ended; answers the topics that are not needed for them any more.
    mutating func forget(_ user: UserID) -> Set<Topic> {
        guard let local = users.removeValue(forKey: user) else { return [] }
        for channel in local.directs {
            guard let recipients = directs[channel]?.channel.recipients else { continue }
            if !recipients.contains(where: { users[$0] != nil }) { directs[channel] = nil }
        }
        return local.topics
    }
}
