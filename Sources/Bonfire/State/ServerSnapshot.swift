internal import StoatModels
internal import Synchronization

/// The channels of a server that a group of its members can see.
///
/// Equal sets of one server are one instance.
final class VisibleSet: Sendable {
    let channels: Set<ChannelID>

    init(_ channels: Set<ChannelID>) { self.channels = channels }
}

/// What decides who sees which channel of a server, at one point of the event stream.
///
/// Immutable; shared by all loops.
final class ServerSnapshot: Sendable {
    let server: Server
    let channels: [ChannelID: Channel.ServerChannel]
    private let views: Views

    /// A server as loaded, or as changed by an event that may touch visibility.
    ///
    /// - Parameter previous: the state before, whose sets are reused where they come out equal.
    init(_ server: Server, channels: [ChannelID: Channel.ServerChannel], after previous: ServerSnapshot? = nil) {
        self.server = server
        self.channels = channels
        self.views = Views(pool: previous?.views.pool ?? [])
        self.deciding = Self.decidingRoles(server, channels)
    }

    /// As `previous`, with changes that do not touch visibility.
    init(_ server: Server, channels: [ChannelID: Channel.ServerChannel], sharingViewsOf previous: ServerSnapshot) {
        self.server = server
        self.channels = channels
        self.views = previous.views
        self.deciding = previous.deciding
    }

    /// The roles that can make a difference to what is seen.
    private let deciding: Set<RoleID>

    /// What a member sees: computed once per distinct set of roles that matter.
    func visible(to user: UserID, isPrivileged: Bool, roles: [RoleID]) -> VisibleSet {
        let seesAll = isPrivileged || server.owner == user
        let held = seesAll ? [] : roles.filter(deciding.contains).sorted()
        let key: Views.Key = seesAll ? .everything : .roles(held)
        if let known = views.known(key) { return known }
        guard !seesAll else { return views.keep(Set(channels.keys), for: key) }
        var member = Member(id: Member.ID(server: server.id, user: user), joinedAt: Timestamp(milliseconds: 0))
        member.roles = held
        let now = Timestamp(milliseconds: 0)
        let seen = channels.filter { _, channel in
            ServerPermissions.canView(channel, server: server, member: member, isPrivileged: false, now: now)
        }
        return views.keep(Set(seen.keys), for: key)
    }

    private static func decidingRoles(
        _ server: Server,
        _ channels: [ChannelID: Channel.ServerChannel]
    ) -> Set<RoleID> {
        func decides(_ change: PermissionOverride) -> Bool {
            change.allow.contains(.viewChannel) || change.deny.contains(.viewChannel)
        }
        var roles = Set(server.roles.filter { decides($0.permissions) }.map(\.id))
        for channel in channels.values {
            for (role, change) in channel.rolePermissions where decides(change) { roles.insert(role) }
        }
        return roles
    }

    /// The sets computed so far.
    private final class Views: Sendable {
        enum Key: Hashable {
            case everything
            case roles([RoleID])
        }

        private let state: Mutex<(known: [Key: VisibleSet], pool: [VisibleSet])>

        init(pool: [VisibleSet]) { self.state = Mutex(([:], pool)) }

        /// The distinct sets in use, for the next state of the server.
        var pool: [VisibleSet] { state.withLock { Array($0.known.values) } }

        func known(_ key: Key) -> VisibleSet? { state.withLock { $0.known[key] } }

        func keep(_ channels: Set<ChannelID>, for key: Key) -> VisibleSet {
            state.withLock { state in
                let set =
                    state.known.values.first { $0.channels == channels } ?? state.pool.first { $0.channels == channels }
                    ?? VisibleSet(channels)
                state.known[key] = set
                return set
            }
        }
    }
}
