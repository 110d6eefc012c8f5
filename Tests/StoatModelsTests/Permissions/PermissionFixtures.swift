import StoatModels
import Testing

/// What one row of the worked examples says about a server, a channel and a member.
struct PermissionExample: Sendable, CustomTestStringConvertible {
    /// An override of the role with this rank, which the member holds.
    struct RoleOverride: Sendable {
        let rank: Int64
        let allow: UInt64
        let deny: UInt64
    }

    enum Viewer: Sendable { case member, owner, privileged, stranger, pendingDeletion }

    let number: Int
    var base: UInt64
    /// `R(rank; a, d)`.
    var roles: [RoleOverride] = []
    /// `D(a, d)`.
    var channelDefault: (allow: UInt64, deny: UInt64)?
    /// `CR(rank; a, d)`.
    var channelRoles: [RoleOverride] = []
    var viewer = Viewer.member
    var isTimedOut = false
    var canPublish = true
    var canReceive = true
    var expected: UInt64

    var testDescription: String { "example \(number)" }

    static let now = Timestamp(milliseconds: 1_780_000_000_000)
}

extension PermissionExample {
    var user: User {
        var user = User(id: viewer == .owner ? "OWNER" : "VIEWER", username: "viewer", discriminator: "0001")
        user.isPrivileged = viewer == .privileged
        return user
    }

    var server: Server {
        var server = Server(id: "SERVER", owner: "OWNER", name: "server", channels: ["CHANNEL"])
        server.defaultPermissions = Int64(bitPattern: base)
        server.roles = ranks.map { rank in
            let own = roles.first { $0.rank == rank }
            return Role(id: roleID(rank), name: "role", permissions: override(own), rank: rank)
        }
        return server
    }

    var channel: Channel.ServerChannel {
        var channel = Channel.ServerChannel(server: "SERVER", name: "channel")
        channel.defaultPermissions = channelDefault.map { allow, deny in
            PermissionOverride(allow: Permissions(rawValue: allow), deny: Permissions(rawValue: deny))
        }
        for own in channelRoles { channel.rolePermissions[roleID(own.rank)] = override(own) }
        return channel
    }

    var member: Member? {
        guard viewer != .stranger, viewer != .owner, viewer != .privileged else { return nil }
        var member = Member(id: Member.ID(server: "SERVER", user: "VIEWER"))
        member.roles = ranks.map(roleID)
        member.timeout = isTimedOut ? Self.now.advanced(by: .seconds(1)) : nil
        member.canPublish = canPublish
        member.canReceive = canReceive
        member.pendingDeletionAt = viewer == .pendingDeletion ? Self.now.advanced(by: .seconds(60)) : nil
        return member
    }

    private var ranks: [Int64] { Set((roles + channelRoles).map(\.rank)).sorted() }

    private func roleID(_ rank: Int64) -> RoleID { RoleID("ROLE\(rank)") }

    private func override(_ own: RoleOverride?) -> PermissionOverride {
        PermissionOverride(
            allow: Permissions(rawValue: own?.allow ?? 0),
            deny: Permissions(rawValue: own?.deny ?? 0)
        )
    }
}
