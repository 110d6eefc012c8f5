internal import StoatMessaging
internal import StoatModels

/// A user as read from the store for a new session.
struct LoadedUser: Sendable {
    let user: User
    /// The login session; `nil` for bots.
    let session: SessionID?
    let presence: PresenceSessionID
    let memberships: [Member]
    let directs: [Channel]
    /// Everybody in the relations and in the direct channels, with what they are to the user.
    let followed: [UserID: RelationshipStatus]
    /// Bots among the other sides of direct messages, with their owners.
    let bots: [UserID: UserID]
}

/// What a session has been given by entering it into the state.
struct Attached: Sendable {
    let material: ReadyMaterial
    /// What came since the load began.
    let replay: [PreparedEvent]
    /// Servers that the user entered meanwhile and that are not held yet.
    let joins: [GatewayState.FollowUp]
    /// The topics that the user's state holds.
    let topics: Set<Topic>
    /// Whether the user had no other session here, so that the state is new.
    let isFirst: Bool
}

/// The parts of `Ready` that come from the shared state.
struct ReadyMaterial: Sendable {
    let user: User
    let servers: [WireDocument]
    /// Direct channels first, then the visible channels of the servers.
    let channels: [WireDocument]
    let members: [Member]
    let emojis: [WireDocument]
    /// Visible channels in which a user may have to wait between two messages, with the seconds.
    let slowmodes: [(channel: ChannelID, seconds: Int64)]
}

extension GatewayState {
    /// Counts a session of a user in, with the state just loaded when it is the first; answers what was found to be
    /// loaded still.
    mutating func enter(_ loaded: LoadedUser, _ events: ArraySlice<PreparedEvent>) -> [FollowUp] {
        let id = loaded.user.id
        guard users[id] == nil else {
            users[id]?.sessions += 1
            return []
        }
        // Brought up to date apart from the rest, which has seen these events already.
        var part = GatewayState()
        part.users[id] = LocalUser(
            user: loaded.user,
            memberships: Dictionary(
                loaded.memberships.map { ($0.id.server, $0) },
                uniquingKeysWith: { first, _ in first }
            ),
            directs: Set(loaded.directs.map(\.id)),
            followed: loaded.followed,
            bots: loaded.bots,
            sessions: 1
        )
        for channel in loaded.directs { part.directs[channel.id] = directs[channel.id] ?? DirectState(channel) }
        let joins = part.replay(events).filter { followUp in
            if case .join = followUp { true } else { false }
        }
        users[id] = part.users[id]
        for (channel, state) in part.directs where directs[channel] == nil { directs[channel] = state }
        return joins
    }

    /// Applies events once more, to a part of the state that had not been loaded when they came.
    @discardableResult mutating func replay(_ events: ArraySlice<PreparedEvent>) -> [FollowUp] {
        var followUps: [FollowUp] = []
        for event in events where event.body != nil {
            followUps += prepare(event.delivered, body: event.body).followUps
        }
        return followUps
    }

    /// What a session of a user enters and what its `Ready` shows; `nil` when the user is not here.
    mutating func plan(for loaded: LoadedUser, generation: Int) -> (AttachPlan, ReadyMaterial)? {
        guard let local = users[loaded.user.id] else { return nil }
        let members = local.memberships.values.filter { servers[$0.id.server] != nil }.sorted { left, right in
            (left.joinedAt, left.id.server) < (right.joinedAt, right.id.server)
        }
        var documents: [WireDocument] = []
        var channels: [WireDocument] = []
        var emojis: [WireDocument] = []
        var rooms: [AttachPlan.Room] = []
        var slowmodes: [(channel: ChannelID, seconds: Int64)] = []
        for id in local.directs.sorted() { if let state = directs[id] { channels.append(state.document) } }
        for member in members {
            let server = member.id.server
            if let document = servers[server]?.document() { documents.append(document) }
            guard let state = servers[server] else { continue }
            let visible = state.snapshot.visible(
                to: local.user.id,
                isPrivileged: local.user.isPrivileged,
                roles: member.roles
            )
            rooms.append(AttachPlan.Room(snapshot: state.snapshot, roles: member.roles))
            emojis += state.emojis.map(\.document)
            for id in visible.channels.sorted() {
                guard let slot = state.channels[id] else { continue }
                channels.append(slot.document)
                if let seconds = slot.channel.properties?.slowmodeSeconds, seconds > 0 {
                    slowmodes.append((id, seconds))
                }
            }
        }
        let identity = SessionIdentity(
            user: local.user.id,
            session: loaded.session,
            isBot: local.user.isBot,
            isPrivileged: local.user.isPrivileged,
            presence: loaded.presence,
            generation: generation
        )
        let plan = AttachPlan(
            identity: identity,
            rooms: rooms,
            followed: local.followed.map { (user: $0.key, relation: $0.value) }
        )
        let material = ReadyMaterial(
            user: local.user,
            servers: documents,
            channels: channels,
            members: members,
            emojis: emojis,
            slowmodes: slowmodes
        )
        return (plan, material)
    }
}
