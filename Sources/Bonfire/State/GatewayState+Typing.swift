internal import StoatModels

extension GatewayState {
    /// The event that tells others that a user types or has stopped; `nil` where the user may not send, or said the same
    /// less than a second ago.
    ///
    /// Not longer than that: old clients hide the indicator after three seconds and repeat it every two and a half.
    mutating func typing(_ user: UserID, in channel: ChannelID, isStart: Bool, now: Timestamp) -> Event? {
        guard let local = users[user], let audience = typingAudience(local, channel, now: now) else { return nil }
        let key = LocalUser.Typing(channel: channel, isStart: isStart)
        if let last = local.typing[key], now.since(last) < .seconds(1) { return nil }
        if local.typing.count >= 32 { users[user]?.typing = [:] }
        users[user]?.typing[key] = now
        return Event(
            isStart ? .channelStartTyping : .channelStopTyping,
            ["id": .string(channel.rawValue), "user": .string(user.rawValue)],
            to: audience
        )
    }

    private func typingAudience(_ local: LocalUser, _ id: ChannelID, now: Timestamp) -> Audience? {
        if let server = channelServers[id], let state = servers[server] {
            guard let channel = state.channels[id]?.channel, let properties = channel.properties else { return nil }
            let rights = ServerPermissions.of(
                local.user,
                in: properties,
                server: state.server,
                member: local.memberships[server],
                now: now
            )
            return rights.isSuperset(of: [.viewChannel, .sendMessage]) ? channel.audience : nil
        }
        guard local.directs.contains(id), let channel = directs[id]?.channel else { return nil }
        let other = channel.otherRecipient(than: local.user.id).map { peer in
            User(id: peer, username: "", discriminator: "", botOwner: local.bots[peer], now: now)
        }
        let rights = DirectPermissions.of(local.user, in: channel, other: other)
        return rights.isSuperset(of: [.viewChannel, .sendMessage]) ? channel.audience : nil
    }
}
