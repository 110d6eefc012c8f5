internal import NIOCore
internal import StoatModels

extension LoopHub {
    /// Enters a session into everything it is to receive.
    func enter(_ session: GatewaySession, _ plan: AttachPlan) {
        roster(of: plan.identity.user).enter(session)
        for (user, relation) in plan.followed { follow(user, relation, by: session) }
        for room in plan.rooms { join(session, room.snapshot, roles: room.roles) }
    }

    /// Removes a session from every table.
    func leave(_ session: GatewaySession) {
        while !session.seats.isEmpty {
            let roster = session.seats[session.seats.count - 1].roster
            Roster.vacate(session.seats.count - 1, of: session)
            if roster.isEmpty { drop(roster) }
        }
        for seat in session.rooms { dropIfEmpty(seat.room) }
        session.rooms = []
        session.subscriptions = []
    }

    /// Puts a session into a server, in the view that its roles give.
    func join(_ session: GatewaySession, _ snapshot: ServerSnapshot, roles: [RoleID]) {
        guard let identity = session.identity, seat(of: session, in: snapshot.server.id) == nil else { return }
        let room = rooms[snapshot.server.id] ?? Room(snapshot)
        rooms[snapshot.server.id] = room
        let view = room.view(
            room.snapshot.visible(to: identity.user, isPrivileged: identity.isPrivileged, roles: roles)
        )
        view.roster.enter(session)
        session.rooms.append(RoomSeat(room: room, view: view, roles: roles))
        if identity.isBot { room.subscribers.enter(session) }
    }

    /// Takes a session out of a server.
    func part(_ session: GatewaySession, from server: ServerID) {
        guard let index = seat(of: session, in: server) else { return }
        let seat = session.rooms.remove(at: index)
        seat.view.roster.leave(session)
        seat.room.subscribers.leave(session)
        session.subscriptions.removeAll { $0.server == server }
        dropIfEmpty(seat.room)
    }

    /// The index of a session's seat in a server.
    func seat(of session: GatewaySession, in server: ServerID) -> Int? {
        session.rooms.firstIndex { $0.room.id == server }
    }

    /// Begins to follow a user, or notes what they are now.
    func follow(_ user: UserID, _ relation: RelationshipStatus, by session: GatewaySession) {
        let roster = watchers[user] ?? Roster(.watchers(user))
        watchers[user] = roster
        if !roster.note(relation, for: session) { roster.enter(session, relation: relation) }
    }

    /// Ceases to follow a user.
    func unfollow(_ user: UserID, by session: GatewaySession) {
        guard let roster = watchers[user] else { return }
        roster.leave(session)
        if roster.isEmpty { watchers[user] = nil }
    }

    /// Follows the member profiles of a server for a while: at most five servers, the oldest makes room for a sixth.
    func subscribe(_ session: GatewaySession, to server: ServerID) {
        guard session.identity?.isBot == false, let index = seat(of: session, in: server) else { return }
        let room = session.rooms[index].room
        if let known = session.subscriptions.firstIndex(where: { $0.server == server }) {
            session.subscriptions.remove(at: known)
        } else {
            room.subscribers.enter(session)
        }
        session.subscriptions.append((server, now + limits.subscriptionTime))
        if session.subscriptions.count > limits.subscriptions { unsubscribeOldest(session) }
    }

    /// Ends subscriptions whose time is up.
    func expireSubscriptions(of session: GatewaySession, now: NIODeadline) {
        while let oldest = session.subscriptions.first, oldest.expiry <= now { unsubscribeOldest(session) }
    }

    private func unsubscribeOldest(_ session: GatewaySession) {
        let oldest = session.subscriptions.removeFirst()
        rooms[oldest.server]?.subscribers.leave(session)
    }

    private func roster(of user: UserID) -> Roster {
        let roster = users[user] ?? Roster(.user(user))
        users[user] = roster
        return roster
    }

    private func drop(_ roster: Roster) {
        switch roster.key {
        case .user(let user): users[user] = nil
        case .watchers(let user): watchers[user] = nil
        case .view, .subscribers: break
        }
    }

    private func dropIfEmpty(_ room: Room) {
        room.prune()
        if room.isEmpty, rooms[room.id] === room { rooms[room.id] = nil }
    }
}
