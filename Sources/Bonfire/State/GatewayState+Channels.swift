internal import StoatMessaging
internal import StoatModels

extension GatewayState {
    /// A new message moves the channel's newest one, calls excepted, as the store does.
    mutating func message(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        let isCall = body["system"]?.object?["type"] == "call_started"
        if let message = body.optionalID("_id", as: MessageID.self), !isCall {
            switch delivered.audience {
            case .channel(let channel, in: let server): servers[server]?.noteMessage(message, in: channel)
            case .directChannel(let id, _):
                if var channel = directs[id]?.channel, (channel.lastMessageID ?? MessageID("")) < message {
                    channel.lastMessageID = message
                    directs[id] = DirectState(channel)
                }
            default: break
            }
        }
        return Prepared(event: PreparedEvent(delivered, body: body))
    }

    /// A channel came, changed or went.
    mutating func channel(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        let unchanged = Prepared(event: PreparedEvent(delivered, body: body))
        switch delivered.kind {
        case .channelCreate:
            // A channel that cannot be read is passed on as it is; nobody gains anything by it here.
            guard let channel = try? Channel(document: body) else { return unchanged }
            guard let server = channel.server else { return directCreate(delivered, body, channel) }
            guard servers[server] != nil else { return unchanged }
            channelServers[channel.id] = server
            let changes = servers[server]?.put(channel) ?? false
            return changed(server, delivered, body, changingVisibility: changes)
        case .channelUpdate: return channelUpdate(delivered, body)
        default:
            guard let id = body.optionalID("id", as: ChannelID.self) else { return unchanged }
            guard let server = channelServers.removeValue(forKey: id) else { return directDelete(delivered, body, id) }
            servers[server]?.removeChannel(id)
            return changed(server, delivered, body, changingVisibility: true)
        }
    }

    private mutating func channelUpdate(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        let unchanged = Prepared(event: PreparedEvent(delivered, body: body))
        guard let id = body.optionalID("id", as: ChannelID.self) else { return unchanged }
        let update = PartialUpdate(body)
        if let server = channelServers[id], let old = servers[server]?.channels[id]?.channel {
            // An update that makes the channel unreadable is passed on without effect.
            guard let new = try? Channel(document: update.applied(to: old.wire)) else { return unchanged }
            let changes = servers[server]?.put(new) ?? false
            return changed(server, delivered, body, changingVisibility: changes)
        }
        if let old = directs[id]?.channel, let new = try? Channel(document: update.applied(to: old.wire)) {
            directs[id] = DirectState(new)
        }
        return unchanged
    }

    /// An event that changed a server that is held.
    func changed(
        _ server: ServerID,
        _ delivered: DeliveredEvent,
        _ body: Object,
        changingVisibility: Bool
    ) -> Prepared {
        guard let state = servers[server] else { return Prepared(event: PreparedEvent(delivered, body: body)) }
        let transition = state.transition(changingVisibility: changingVisibility)
        return Prepared(event: PreparedEvent(delivered, body: body, effect: .server(transition)))
    }

    // MARK: - Direct messages and groups

    private mutating func directCreate(_ delivered: DeliveredEvent, _ body: Object, _ channel: Channel) -> Prepared {
        let local = channel.recipients.filter { users[$0] != nil }
        guard !local.isEmpty else { return Prepared(event: PreparedEvent(delivered, body: body)) }
        directs[channel.id] = DirectState(channel)
        var changes: [FollowChange] = []
        for user in local {
            users[user]?.directs.insert(channel.id)
            for other in channel.recipients { changes += follow(other, by: user) }
        }
        return prepared(delivered, body, changes)
    }

    private mutating func directDelete(_ delivered: DeliveredEvent, _ body: Object, _ id: ChannelID) -> Prepared {
        guard let state = directs.removeValue(forKey: id) else {
            return Prepared(event: PreparedEvent(delivered, body: body))
        }
        var changes: [FollowChange] = []
        for user in state.channel.recipients where users[user] != nil {
            users[user]?.directs.remove(id)
            for other in state.channel.recipients { changes += reconsider(other, for: user) }
        }
        return prepared(delivered, body, changes)
    }

    /// Somebody joined or left a group.
    mutating func group(_ delivered: DeliveredEvent, _ body: Object) -> Prepared {
        guard let id = body.optionalID("id", as: ChannelID.self), let user = body.optionalID("user", as: UserID.self),
            var channel = directs[id]?.channel, case .group(var group) = channel.kind
        else { return Prepared(event: PreparedEvent(delivered, body: body)) }
        var changes: [FollowChange] = []
        if delivered.kind == .channelGroupJoin {
            if !group.recipients.contains(user) { group.recipients.append(user) }
            for other in group.recipients where users[other] != nil { changes += follow(user, by: other) }
        } else {
            group.recipients.removeAll { $0 == user }
        }
        channel.kind = .group(group)
        directs[id] = group.recipients.contains { users[$0] != nil } ? DirectState(channel) : nil
        if delivered.kind == .channelGroupLeave {
            users[user]?.directs.remove(id)
            for other in group.recipients {
                changes += reconsider(other, for: user)
                changes += reconsider(user, for: other)
            }
        }
        return prepared(delivered, body, changes)
    }
}
