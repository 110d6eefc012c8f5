public import StoatModels

/// What a user may do in a channel, with everything that was loaded to decide it.
public struct ChannelAccess: Sendable {
    /// Whose rights these are.
    public let user: User
    /// Where they hold.
    public let channel: Channel
    /// The channel's server; `nil` for other channels, and where its row is missing.
    public let server: Server?
    /// The user's own membership of that server.
    public let member: Member?
    /// The other side of a direct message.
    public let other: User?
    /// Everything the user may do here.
    public let permissions: Permissions

    /// Decides from what is at hand, without loading anything.
    public init(
        user: User,
        channel: Channel,
        server: Server? = nil,
        member: Member? = nil,
        other: User? = nil,
        now: Timestamp
    ) {
        self.user = user
        self.channel = channel
        self.server = server
        self.member = member
        self.other = other
        self.permissions =
            if case .text(let properties) = channel.kind {
                if let server {
                    ServerPermissions.of(user, in: properties, server: server, member: member, now: now)
                } else {
                    user.isPrivileged ? .grantAllSafe : []
                }
            } else {
                DirectPermissions.of(user, in: channel, other: other)
            }
    }

    /// Whether the user holds all of these rights.
    public func has(_ wanted: Permissions) -> Bool { permissions.isSuperset(of: wanted) }

    /// Throws `MissingPermission` with the name of the first right that the user lacks.
    public func require(_ wanted: Permissions, file: String = #fileID, line: Int = #line) throws {
        try permissions.require(wanted, file: file, line: line)
    }
}

extension Permissions {
    /// Throws `MissingPermission` with the name of the first of these rights that is missing.
    func require(_ wanted: Permissions, file: String = #fileID, line: Int = #line) throws {
        let missing = wanted.subtracting(self)
        guard !missing.isEmpty else { return }
        throw APIError(.missingPermission(missing.name), file: file, line: line)
    }
}
