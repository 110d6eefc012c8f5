/// Permission calculation for users, direct messages, groups and saved messages: pure, from what is already loaded.
public enum DirectPermissions {
    /// What `user` may do with `other` (`servers-and-permissions` §6).
    ///
    /// - Parameter isConnected: whether they share a server, group or direct message.
    public static func of(_ user: User, towards other: User, isConnected: Bool) -> UserPermissions {
        if user.isPrivileged || user.id == other.id || other.botOwner == user.id { return .all }
        var value: UserPermissions = []
        switch user.relation(to: other.id) {
        case .friend, .user: return .all
        case .blocked, .blockedOther: return .access
        case .incoming, .outgoing: value = .access
        case .none: break
        }
        guard isConnected else { return value }
        value.formUnion([.access, .viewProfile])
        if user.isBot || other.isBot { value.insert(.sendMessage) }
        return value
    }

    /// What `user` may do in a channel without a server (§5).
    ///
    /// - Parameter other: the other side of a direct message; `nil` when their document is missing.
    public static func of(_ user: User, in channel: Channel, other: User?) -> Permissions {
        if user.isPrivileged { return .grantAllSafe }
        switch channel.kind {
        case .savedMessages(let owner): return owner == user.id ? .grantAllSafe : []
        case .directMessage(_, let recipients):
            guard recipients.contains(user.id) else { return [] }
            // The direct message itself is the mutual connection.
            guard let other, of(user, towards: other, isConnected: true).contains(.sendMessage) else {
                return .viewOnly
            }
            return .directMessage
        case .group(let group):
            if group.owner == user.id { return .grantAllSafe }
            guard group.recipients.contains(user.id) else { return [] }
            let given = group.permissions.map { Permissions(rawValue: UInt64(bitPattern: $0)) }
            return Permissions.viewOnly.union(given ?? .directMessage)
        case .text: return []
        }
    }
}
