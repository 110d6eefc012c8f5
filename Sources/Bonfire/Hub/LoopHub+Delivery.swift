internal import NIOCore
internal import StoatModels

extension LoopHub {
    /// The chains that a delivery starts, one per format, made when the first session needs them.
    final class Outgoing {
        private let event: PreparedEvent
        private var known: [(variant: PreparedEvent.Variant, format: WireFormat, chain: FrameChain?)] = []
        /// The chain of most sessions, looked at first.
        private var common: FrameChain?

        init(_ event: PreparedEvent) { self.event = event }

        /// The chain for a variant in a format; `nil` when the event cannot be encoded.
        func chain(_ variant: PreparedEvent.Variant, _ format: WireFormat) -> FrameChain? {
            if let found = known.first(where: { $0.variant == variant && $0.format == format }) { return found.chain }
            let chain = event.frame(variant, format).map { FrameChain($0) }
            known.append((variant, format, chain))
            return chain
        }

        /// Whether the event says nothing but that a user came or went.
        var isOnlineOnly: Bool {
            guard let data = event.body?["data"]?.object else { return false }
            return data.count == 1 && data["online"] != nil
        }

        /// The common chain in JSON.
        func plain() -> FrameChain? {
            if let common { return common }
            common = chain(.common, .json)
            return common
        }
    }

    /// Sends an event to the sessions it concerns and does what it does to them.
    func deliver(_ event: PreparedEvent) {
        switch event.effect {
        case .none: route(event)
        case .server(let transition): deliver(event, transition)
        case .roles(let user, let roles, let transition): deliver(event, user: user, roles: roles, transition)
        case .joined(let user, let roles, let transition): deliverJoin(event, user: user, roles: roles, transition)
        case .left(let user, let server):
            route(event)
            for session in sessions(of: user) { part(session, from: server) }
        case .serverGone(let server):
            route(event)
            guard let room = rooms[server] else { return }
            for session in room.views.flatMap({ $0.roster.entries.map(\.session) }) { part(session, from: server) }
        case .follow(let changes):
            route(event)
            for change in changes { apply(change) }
        }
    }

    /// The sessions of a user.
    func sessions(of user: UserID) -> [GatewaySession] { users[user]?.entries.map(\.session) ?? [] }

    private func apply(_ change: FollowChange) {
        for session in sessions(of: change.follower) {
            if let relation = change.relation {
                follow(change.followed, relation, by: session)
            } else {
                unfollow(change.followed, by: session)
            }
        }
    }

    /// Sends an event to everybody in its audience.
    func route(_ event: PreparedEvent) {
        let outgoing = Outgoing(event)
        switch event.audience {
        case .users(let users):
            switch event.kind {
            case .deleteSession, .deleteAllSessions, .logout: return logOut(users, event, outgoing)
            default: break
            }
            for user in users { send(outgoing, to: self.users[user]) }
        case .server(let server):
            guard let room = rooms[server] else { return }
            for view in room.views { send(outgoing, to: view.roster) }
        case .channel(let channel, in: let server):
            guard let room = rooms[server] else { return }
            let mark = event.kind == .message ? markRelated(event) : nil
            for view in room.views where view.visible.channels.contains(channel) {
                send(outgoing, to: view.roster, mark: mark)
            }
        case .directChannel(_, let recipients):
            let mark = event.kind == .message ? markRelated(event) : nil
            for user in recipients { send(outgoing, to: users[user], mark: mark) }
        case .userUpdate(let user, let servers, let isPresence):
            sendUpdate(of: user, servers, isPresence: isPresence, outgoing)
        }
    }

    /// The inner loop of fan-out.
    func send(_ outgoing: Outgoing, to roster: Roster?) {
        guard let roster else { return }
        for entry in roster.entries {
            let session = entry.session
            guard let chain = session.format == .json ? outgoing.plain() : outgoing.chain(.common, session.format)
            else {
                continue
            }
            session.enqueue(chain)
        }
    }

    /// As ``send(_:to:)``, with variants for the sessions that carry the mark.
    private func send(_ outgoing: Outgoing, to roster: Roster?, mark: UInt64?) {
        guard let mark else { return send(outgoing, to: roster) }
        guard let roster else { return }
        for entry in roster.entries {
            let session = entry.session
            let variant: PreparedEvent.Variant =
                session.mark == mark ? .author(session.markedRelation) : .common
            guard let chain = outgoing.chain(variant, session.format) else { continue }
            session.enqueue(chain)
        }
    }

    /// Marks the sessions that are to read their own relation in `Message.user`; `nil` when none of this loop is.
    private func markRelated(_ event: PreparedEvent) -> UInt64? {
        guard let author = event.body?["author"]?.string.map(UserID.init), event.body?["user"] != nil else {
            return nil
        }
        let own = users[author]
        let related = watchers[author]
        guard own != nil || related != nil else { return nil }
        let mark = nextMark()
        for entry in related?.entries ?? [] where entry.relation != .none {
            entry.session.mark = mark
            entry.session.markedRelation = entry.relation
        }
        for entry in own?.entries ?? [] {
            entry.session.mark = mark
            entry.session.markedRelation = .user
        }
        return mark
    }

    /// Sends a change of a user: own sessions see all of it, others their view, everybody once.
    private func sendUpdate(of user: UserID, _ servers: [ServerID], isPresence: Bool, _ outgoing: Outgoing) {
        let mark = nextMark()
        func send(_ variant: PreparedEvent.Variant, to roster: Roster?) {
            for entry in roster?.entries ?? [] where entry.session.mark != mark {
                entry.session.mark = mark
                entry.session.markedRelation = .none
                if let chain = outgoing.chain(variant, entry.session.format) { entry.session.enqueue(chain) }
            }
        }
        // Own sessions know from `Ready` that they are online.
        if !(isPresence && outgoing.isOnlineOnly) { send(.own, to: users[user]) }
        send(.common, to: watchers[user])
        for server in servers {
            guard let room = rooms[server] else { continue }
            if isPresence {
                for view in room.views { send(.common, to: view.roster) }
            } else {
                send(.common, to: room.subscribers)
            }
        }
    }

    /// Ends the sessions that an event revokes; the others are told that it happened.
    private func logOut(_ users: [UserID], _ event: PreparedEvent, _ outgoing: Outgoing) {
        for session in users.flatMap({ sessions(of: $0) }) {
            if Self.revokes(event, session) {
                logOut(session)
            } else if let chain = outgoing.chain(.common, session.format) {
                session.enqueue(chain)
            }
        }
    }

    /// Ends a session with `Logout`.
    func logOut(_ session: GatewaySession) {
        session.enqueue(Frame(session.format.encode(["type": "Logout"]), format: session.format))
        session.end(.normal)
    }

    /// Whether an event takes a session's right to be here.
    static func revokes(_ event: PreparedEvent, _ session: GatewaySession) -> Bool {
        guard let identity = session.identity else { return false }
        switch event.kind {
        case .logout: return true
        case .deleteSession:
            guard let own = identity.session?.rawValue else { return false }
            return own == event.body?["session_id"]?.string
        case .deleteAllSessions:
            guard let own = identity.session?.rawValue else { return true }
            return own != event.body?["exclude_session_id"]?.string
        default: return false
        }
    }
}
