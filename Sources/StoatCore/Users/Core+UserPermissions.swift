public import StoatModels

extension Core {
    /// What a user may do with another; asks the store what they share only where their relation does not decide.
    public func userPermissions(of user: User, towards other: User) async throws -> UserPermissions {
        let certain = DirectPermissions.of(user, towards: other, isConnected: false)
        // Sharing something can only add to the rights of strangers and of open requests.
        guard user.relation(to: other.id).dependsOnSharing, certain != .all else { return certain }
        return DirectPermissions.of(
            user,
            towards: other,
            isConnected: try await mutuals.areConnected(user, other)
        )
    }
}

extension RelationshipStatus {
    /// Whether users in this relation gain rights by sharing a server, group or direct message.
    var dependsOnSharing: Bool {
        switch self {
        case .none, .incoming, .outgoing: true
        case .user, .friend, .blocked, .blockedOther: false
        }
    }
}
