internal import NIOCore
internal import StoatModels

extension LoopHub {
    /// Sends an event that changed a server, and with it what each member is told to have gained or lost.
    func deliver(_ event: PreparedEvent, _ transition: ServerTransition) {
        guard let room = rooms[transition.snapshot.server.id] else { return }
        room.snapshot = transition.snapshot
        guard transition.changesVisibility || VisibilityChange.concernsChannel(event.kind) else { return route(event) }
        let changes = ViewChanges(event, transition)
        for view in room.views {
            for entry in view.roster.entries { move(entry.session, in: room, from: view, changes) }
        }
        room.prune()
    }

    /// Sends an event that changed a local user's roles: to everybody as it is, to that user with what it changed.
    func deliver(_ event: PreparedEvent, user: UserID, roles: [RoleID], _ transition: ServerTransition) {
        guard let room = rooms[transition.snapshot.server.id] else { return }
        let changes = ViewChanges(event, transition)
        let outgoing = Outgoing(event)
        for view in room.views {
            for entry in view.roster.entries {
                let session = entry.session
                if session.identity?.user == user, let index = seat(of: session, in: room.id) {
                    session.rooms[index].roles = roles
                    move(session, in: room, from: view, changes)
                } else if let chain = outgoing.chain(.common, session.format) {
                    session.enqueue(chain)
                }
            }
        }
        room.prune()
    }

    /// Sends `ServerCreate` to a user's sessions and puts them into the server; channels that the payload lacks or
    /// should not have follow.
    func deliverJoin(_ event: PreparedEvent, user: UserID, roles: [RoleID], _ transition: ServerTransition) {
        let server = transition.snapshot.server.id
        rooms[server]?.snapshot = transition.snapshot
        let shown = Set(event.body?.objects("channels").compactMap { $0.optionalID("_id", as: ChannelID.self) } ?? [])
        let changes = ViewChanges(event, transition)
        let known = VisibleSet(shown)
        for session in sessions(of: user) where seat(of: session, in: server) == nil {
            join(session, transition.snapshot, roles: roles)
            guard let index = seat(of: session, in: server) else { continue }
            if let chain = changes.chain(from: known, to: session.rooms[index].view.visible, session.format) {
                session.enqueue(chain)
            }
        }
    }

    /// Puts a session into the view that it has now, and tells its client.
    private func move(_ session: GatewaySession, in room: Room, from view: Room.View, _ changes: ViewChanges) {
        guard let identity = session.identity, let index = seat(of: session, in: room.id) else { return }
        let visible = room.snapshot.visible(
            to: identity.user,
            isPrivileged: identity.isPrivileged,
            roles: session.rooms[index].roles
        )
        if visible !== view.visible {
            let next = room.view(visible)
            view.roster.leave(session)
            next.roster.enter(session)
            session.rooms[index].view = next
        }
        if let chain = changes.chain(from: view.visible, to: visible, session.format) { session.enqueue(chain) }
    }

    /// What an event becomes for those whose view changed, encoded once per pair of views and format.
    final class ViewChanges {
        private let event: PreparedEvent
        private let transition: ServerTransition
        private let original: Outgoing
        private var known: [Key: FrameChain?] = [:]

        private struct Key: Hashable {
            let from: ObjectIdentifier
            let to: ObjectIdentifier
            let format: WireFormat
        }

        init(_ event: PreparedEvent, _ transition: ServerTransition) {
            self.event = event
            self.transition = transition
            self.original = Outgoing(event)
        }

        /// What to send; `nil` for nothing.
        func chain(from old: VisibleSet, to new: VisibleSet, _ format: WireFormat) -> FrameChain? {
            let key = Key(from: ObjectIdentifier(old), to: ObjectIdentifier(new), format: format)
            if let made = known[key] { return made }
            let made = make(from: old, to: new, format)
            known[key] = .some(made)
            return made
        }

        private func make(from old: VisibleSet, to new: VisibleSet, _ format: WireFormat) -> FrameChain? {
            let change = VisibilityChange(
                kind: event.kind,
                channel: event.body?.optionalID("id") ?? event.body?.optionalID("_id"),
                old: old.channels,
                new: new.channels
            )
            switch change {
            case .nothing: return nil
            case .original: return original.chain(.common, format)
            case .replaced(let synthetic):
                return FrameChain(Frame(format.encode(render(synthetic)), format: format))
            case .bulk(let synthetic, let place):
                guard let body = event.body else { return original.chain(.common, format) }
                var events = synthetic.map { Value.object(render($0)) }
                switch place {
                case .first: events.insert(.object(body), at: 0)
                case .last: events.append(.object(body))
                case .nowhere: break
                }
                return FrameChain(Frame(format.encode(["type": "Bulk", "v": .array(events)]), format: format))
            }
        }

        private func render(_ synthetic: VisibilityChange.Synthetic) -> Object {
            switch synthetic {
            case .delete(let channel): return ["type": "ChannelDelete", "id": .string(channel.rawValue)]
            case .create(let channel):
                var object: Object = ["type": "ChannelCreate"]
                for entry in transition.channels[channel]?.object ?? ["_id": .string(channel.rawValue)] {
                    object.append(entry.key, entry.value)
                }
                return object
            }
        }
    }
}
