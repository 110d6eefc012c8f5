internal import StoatMessaging
internal import StoatModels

extension GatewayState {
    /// A local user is in a server now.
    ///
    /// One that is not held is loaded first, and the event waits for it.
    mutating func serverCreate(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        let unchanged = Prepared(event: PreparedEvent(delivered, body: body))
        guard let server = body.optionalID("id", as: ServerID.self), case .users(let receivers) = delivered.audience,
            let user = receivers.first, users[user] != nil
        else { return unchanged }
        guard servers[server] != nil, users[user]?.memberships[server] != nil else {
            return Prepared(event: nil, followUps: [.join(user, server, delivered, body)])
        }
        guard let event = joined(user, server, delivered, body) else { return unchanged }
        return Prepared(event: event)
    }

    /// The event that puts a local user into a server that is held.
    func joined(_ user: UserID, _ server: ServerID, _ delivered: DeliveredEvent, _ body: Object) -> PreparedEvent? {
        guard let state = servers[server], let member = users[user]?.memberships[server] else { return nil }
        let transition = state.transition(changingVisibility: false)
        return PreparedEvent(delivered, body: body, effect: .joined(user, member.roles, transition))
    }

    /// A server, its roles or their order changed.
    mutating func server(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        guard case .server(let id) = delivered.audience, let old = servers[id]?.server else {
            return Prepared(event: PreparedEvent(delivered, body: body))
        }
        var server = old
        var changes = false
        switch delivered.kind {
        case .serverUpdate:
            let update = PartialUpdate(body)
            changes = update.touches(["default_permissions", "owner"])
            // An update that makes the server unreadable is passed on without effect.
            server = (try? Server(document: update.applied(to: old.object(.wire)))) ?? old
        case .serverRoleUpdate:
            guard let role = body.optionalID("role_id", as: RoleID.self) else { break }
            let update = PartialUpdate(body)
            changes = update.touches(["permissions", "rank"])
            let known = server.roles.firstIndex { $0.id == role }
            let new = Role(id: role, update.applied(to: known.map { server.roles[$0].object(.wire) } ?? [:]))
            if let known { server.roles[known] = new } else { server.roles.append(new) }
        case .serverRoleDelete:
            changes = true
            server.roles.removeAll { $0.id.rawValue == body["role_id"]?.string }
        case .serverRoleRanksUpdate:
            changes = true
            for (rank, role) in body.ids("ranks", of: RoleID.self).enumerated() {
                guard let index = server.roles.firstIndex(where: { $0.id == role }) else { continue }
                server.roles[index].rank = Int64(rank)
            }
        default: break
        }
        servers[id]?.replace(server, changingVisibility: changes)
        return changed(id, delivered, body, changingVisibility: changes)
    }

    /// A server is gone, and with it all that was held for it.
    mutating func serverDelete(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        guard let id = body.optionalID("id", as: ServerID.self), servers[id] != nil else {
            return Prepared(event: PreparedEvent(delivered, body: body))
        }
        forget(id)
        var released: [Topic] = []
        for (user, local) in users where local.memberships[id] != nil {
            users[user]?.memberships[id] = nil
            released.append(.server(id))
        }
        return Prepared(
            event: PreparedEvent(delivered, body: body, effect: .serverGone(id)),
            followUps: [.retopic(acquire: [], release: released)]
        )
    }

    /// A member came, changed or went; of local users the own membership follows.
    mutating func member(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        let unchanged = Prepared(event: PreparedEvent(delivered, body: body))
        guard case .server(let server) = delivered.audience else { return unchanged }
        switch delivered.kind {
        case .serverMemberJoin:
            servers[server]?.count(1)
            if let user = body.optionalID("user", as: UserID.self), users[user] != nil,
                let object = body.optionalObject("member"), let member = try? Member(document: object)
            {
                let isNew = users[user]?.memberships.updateValue(member, forKey: server) == nil
                let followUps: [FollowUp] = isNew ? [.retopic(acquire: [.server(server)], release: [])] : []
                return Prepared(event: unchanged.event, followUps: followUps)
            }
            return unchanged
        case .serverMemberLeave:
            servers[server]?.count(-1)
            guard let user = body.optionalID("user", as: UserID.self),
                users[user]?.memberships.removeValue(forKey: server) != nil
            else { return unchanged }
            return Prepared(
                event: PreparedEvent(delivered, body: body, effect: .left(user, server)),
                followUps: [.retopic(acquire: [], release: [.server(server)])]
            )
        default:
            guard let user = body.optionalObject("id")?.optionalID("user", as: UserID.self),
                let old = users[user]?.memberships[server],
                let new = try? Member(document: PartialUpdate(body).applied(to: old.wire))
            else { return unchanged }
            users[user]?.memberships[server] = new
            guard new.roles != old.roles, let state = servers[server] else { return unchanged }
            let effect = Effect.roles(user, new.roles, state.transition(changingVisibility: true))
            return Prepared(event: PreparedEvent(delivered, body: body, effect: effect))
        }
    }

    /// An emoji of a server came, changed or went.
    mutating func emoji(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        guard case .server(let server) = delivered.audience else {
            return Prepared(event: PreparedEvent(delivered, body: body))
        }
        switch delivered.kind {
        case .emojiCreate:
            var object = body
            object["type"] = nil
            if let id = object.optionalID("_id", as: EmojiID.self) { servers[server]?.put(id, object) }
        case .emojiUpdate:
            if let id = body.optionalID("id", as: EmojiID.self),
                let old = servers[server]?.emojis.first(where: { $0.id == id })
            {
                servers[server]?.put(id, PartialUpdate(body).applied(to: old.document.object))
            }
        default:
            if let id = body.optionalID("id", as: EmojiID.self) { servers[server]?.removeEmoji(id) }
        }
        return Prepared(event: PreparedEvent(delivered, body: body))
    }
}
