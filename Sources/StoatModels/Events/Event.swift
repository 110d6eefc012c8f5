/// Something that happened, as clients will see it, and whom it concerns.
public struct Event: Sendable {
    /// Unique per event: receivers drop repeats by it.
    public let id: ULID
    /// The wire object, `type` first.
    public let body: Object
    /// Who is to see it.
    public let audience: Audience

    /// Builds an event of the named kind; `members` follow `type` in the wire object.
    public init(_ kind: EventKind, _ members: Object, to audience: Audience, id: ULID = ULID()) {
        var body = Object()
        body.reserve(members.count + 1)
        body.append("type", .string(kind.rawValue))
        for entry in members.entries { body.append(entry.key, entry.value) }
        self.init(body: body, audience: audience, id: id)
    }

    /// An event from its wire object, which must have a `type`.
    public init(body: Object, audience: Audience, id: ULID) {
        self.id = id
        self.body = body
        self.audience = audience
    }

    /// The kind named by `type`, or `nil` for one this version does not know.
    public var kind: EventKind? { body["type"]?.string.flatMap(EventKind.init(rawValue:)) }
}

/// Whom an event concerns.
///
/// A gateway turns it into sessions; a bus turns it into ``topics``.
public enum Audience: Sendable, Equatable {
    /// Every session of these users (private events, and events of groups and direct messages known only to them).
    case users([UserID])
    /// Every session of the server's members.
    case server(ServerID)
    /// The sessions of the server's members that can view the channel.
    case channel(ChannelID, in: ServerID)
    /// The sessions of these users that know the direct-message, group or saved-messages channel.
    case directChannel(ChannelID, recipients: [UserID])
    /// Changes of a user: own sessions, those that follow the user, and those of the servers' members which asked for
    /// them (profile changes) or all members (presence, `isPresence`).
    case userUpdate(UserID, servers: [ServerID], isPresence: Bool)

    /// The bus topics that carry the event: a gateway holding any of them must receive it once.
    public var topics: [Topic] {
        switch self {
        case .users(let users), .directChannel(_, recipients: let users): users.map(Topic.user)
        case .server(let server), .channel(_, in: let server): [.server(server)]
        case .userUpdate(let user, let servers, _): [.user(user), .watchers(user)] + servers.map(Topic.server)
        }
    }
}

/// A subject that gateways bind while a local session needs it.
public enum Topic: Sendable, Hashable {
    /// Private to the sessions of one user.
    case user(UserID)
    /// Profile and presence of one user, for those who follow them.
    case watchers(UserID)
    /// A server and all that happens in it.
    case server(ServerID)

    /// The routing key, spelled as upstream names its topics.
    public var name: String {
        switch self {
        case .user(let user): user.rawValue + "!"
        case .watchers(let user): user.rawValue
        case .server(let server): server.rawValue
        }
    }
}
