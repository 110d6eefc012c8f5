public import StoatModels

/// What a user may do in a server, with everything that was loaded to decide it.
public struct ServerAccess: Sendable {
    /// Whose rights these are.
    public let user: User
    /// Where they hold.
    public let server: Server
    /// The user's own membership; owners and administrators may be without.
    public let member: Member?
    /// Everything the user may do here.
    public let permissions: Permissions
    private let now: Timestamp

    /// Decides from what is at hand, without loading anything.
    public init(user: User, server: Server, member: Member?, now: Timestamp) {
        self.user = user
        self.server = server
        self.member = member
        self.now = now
        self.permissions = ServerPermissions.of(user, in: server, member: member, now: now)
    }

    /// Whether the user holds all of these rights.
    public func has(_ wanted: Permissions) -> Bool { permissions.isSuperset(of: wanted) }

    /// Throws `MissingPermission` with the name of the first right that the user lacks.
    public func require(_ wanted: Permissions, file: String = #fileID, line: Int = #line) throws {
        try permissions.require(wanted, file: file, line: line)
    }

    /// The membership; `NotFound` for everybody else, administrators and an owner without membership included.
    @discardableResult
    public func requireMember(file: String = #fileID, line: Int = #line) throws -> Member {
        guard let member else { throw APIError(.notFound, file: file, line: line) }
        return member
    }

    /// The smallest rank among the user's roles: smaller is higher; the owner and administrators stand above all.
    public var ranking: Int64 { ServerPermissions.ranking(of: user, in: server, member: member) }

    /// The user's access to one of the server's channels.
    public func access(to channel: Channel) -> ChannelAccess {
        ChannelAccess(user: user, channel: channel, server: server, member: member, now: now)
    }

    /// Those of the channels that the user can view, in the order given.
    public func visible(_ channels: [Channel]) -> [Channel] {
        channels.filter { access(to: $0).has(.viewChannel) }
    }
}
