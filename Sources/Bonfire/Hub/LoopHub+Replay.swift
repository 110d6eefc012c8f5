internal import StoatModels

extension LoopHub {
    /// The frame of an event that came while a session was prepared; `nil` when it does not concern the session or its
    /// `Ready` shows the result already.
    func frame(of event: PreparedEvent, for session: GatewaySession) -> Frame? {
        guard let identity = session.identity else { return nil }
        switch event.audience {
        case .users(let users):
            // A server joined meanwhile is in `Ready`, or comes when it has been loaded.
            guard users.contains(identity.user), event.kind != .serverCreate else { return nil }
            return event.frame(.common, session.format)
        case .server(let server):
            guard seat(of: session, in: server) != nil, Self.isMemberEvent(event.kind) else { return nil }
            return event.frame(.common, session.format)
        case .channel(let channel, in: let server):
            guard let index = seat(of: session, in: server), !VisibilityChange.concernsChannel(event.kind),
                session.rooms[index].view.visible.channels.contains(channel)
            else { return nil }
            return event.frame(variant(of: event, for: session, identity), session.format)
        case .directChannel(_, let recipients):
            guard recipients.contains(identity.user) else { return nil }
            return event.frame(variant(of: event, for: session, identity), session.format)
        case .userUpdate(let user, let servers, let isPresence):
            if user == identity.user { return event.frame(.own, session.format) }
            let isFollowed = session.seats.contains { $0.roster.key == .watchers(user) }
            let isShared = isPresence && servers.contains { seat(of: session, in: $0) != nil }
            return isFollowed || isShared ? event.frame(.common, session.format) : nil
        }
    }

    /// Whether `Ready` does not show the result of a server event, since it lists no other members.
    private static func isMemberEvent(_ kind: EventKind?) -> Bool {
        kind == .serverMemberJoin || kind == .serverMemberUpdate || kind == .serverMemberLeave || kind == nil
    }

    private func variant(
        of event: PreparedEvent,
        for session: GatewaySession,
        _ identity: SessionIdentity
    ) -> PreparedEvent.Variant {
        guard event.kind == .message, let author = event.body?["author"]?.string.map(UserID.init),
            event.body?["user"] != nil
        else { return .common }
        if author == identity.user { return .author(.user) }
        let seat = session.seats.first { $0.roster.key == .watchers(author) }
        let relation = seat.map { $0.roster.entries[Int($0.place)].relation } ?? .none
        return relation == .none ? .common : .author(relation)
    }
}
