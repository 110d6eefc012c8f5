/// Permission calculation for servers and their channels: pure, from what is already loaded.
public enum ServerPermissions {
    /// What a user may do in a server (`servers-and-permissions` §4).
    ///
    /// - Parameter member: the user's own membership; `nil` when there is none.
    public static func of(_ user: User, in server: Server, member: Member?, now: Timestamp) -> Permissions {
        if user.isPrivileged || server.owner == user.id { return .grantAllSafe }
        guard let member, member.pendingDeletionAt == nil else { return [] }
        var value = Permissions(rawValue: UInt64(bitPattern: server.defaultPermissions))
        for role in roles(of: member, in: server) { value = value.applying(role.permissions) }
        return limited(value, for: member, now: now)
    }

    /// What a user may do in a channel of the server (§5).
    public static func of(
        _ user: User,
        in channel: Channel.ServerChannel,
        server: Server,
        member: Member?,
        now: Timestamp
    ) -> Permissions {
        if user.isPrivileged || server.owner == user.id { return .grantAllSafe }
        guard let member, member.pendingDeletionAt == nil else { return [] }
        let value = limited(visible(channel, server: server, member: member), for: member, now: now)
        return value.contains(.viewChannel) ? value : []
    }

    /// The rights before mute, timeout and the view rule: what decides whether a member is notified of a mention.
    static func visible(_ channel: Channel.ServerChannel, server: Server, member: Member) -> Permissions {
        let held = roles(of: member, in: server)
        var value = Permissions(rawValue: UInt64(bitPattern: server.defaultPermissions))
        if let change = channel.defaultPermissions { value = value.applying(change) }
        for role in held { value = value.applying(role.permissions) }
        for role in held {
            if let change = channel.rolePermissions[role.id] { value = value.applying(change) }
        }
        return value
    }

    /// The member's roles that exist, least important first; of equal ranks the older role counts as higher.
    static func roles(of member: Member, in server: Server) -> [Role] {
        guard !member.roles.isEmpty else { return [] }
        return server.roles
            .filter { member.roles.contains($0.id) }
            .sorted { $0.rank == $1.rank ? $0.id > $1.id : $0.rank > $1.rank }
    }

    private static func limited(_ value: Permissions, for member: Member, now: Timestamp) -> Permissions {
        var value = value
        if !member.canPublish { value.subtract([.speak, .video]) }
        if !member.canReceive { value.subtract(.listen) }
        return member.isTimedOut(at: now) ? value.intersection(.viewOnly) : value
    }

    /// The smallest rank among the member's roles: smaller is higher. `Int64.max` without any, `Int64.min` for the
    /// owner and administrators.
    public static func ranking(of user: User, in server: Server, member: Member?) -> Int64 {
        if user.isPrivileged || server.owner == user.id { return .min }
        return ranking(of: member, in: server)
    }

    /// The ranking of a member as a target, for which ownership does not count.
    public static func ranking(of member: Member?, in server: Server) -> Int64 {
        guard let member else { return .max }
        return roles(of: member, in: server).map(\.rank).min() ?? .max
    }

    /// Whether a member can see the channel at all; the reduced calculation for many members at once.
    public static func canView(
        _ channel: Channel.ServerChannel,
        server: Server,
        member: Member,
        isPrivileged: Bool,
        now: Timestamp
    ) -> Bool {
        guard member.pendingDeletionAt == nil else { return false }
        if isPrivileged || server.owner == member.id.user { return true }
        return visible(channel, server: server, member: member).contains(.viewChannel)
    }
}
