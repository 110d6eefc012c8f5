/// Something a user may do about their relation to another.
public enum RelationshipChange: String, Sendable, CaseIterable {
    case addFriend, removeFriend, block, unblock
}

/// The relations of two users to each other after a change.
public struct RelationshipOutcome: Sendable, Equatable {
    /// What the other is to the one who acted.
    public var own: RelationshipStatus
    /// What the one who acted is to the other.
    public var reverse: RelationshipStatus

    /// An outcome for the one who acts and for the other.
    public init(_ own: RelationshipStatus, _ reverse: RelationshipStatus) {
        self.own = own
        self.reverse = reverse
    }
}

extension RelationshipChange {
    /// What becomes of two relations (`auth-and-users` §13).
    ///
    /// - Parameters:
    ///   - own: what the other is to the one who acts; `user` when both are the same.
    ///   - reverse: what the one who acts is to the other.
    /// - Throws: ``APIError`` that says why nothing changes.
    public func outcome(own: RelationshipStatus, reverse: RelationshipStatus) throws -> RelationshipOutcome {
        switch (self, own) {
        case (_, .user): throw APIError(.noEffect)

        case (.addFriend, .none): return RelationshipOutcome(.outgoing, .incoming)
        case (.addFriend, .incoming): return RelationshipOutcome(.friend, .friend)
        case (.addFriend, .outgoing): throw APIError(.alreadySentRequest)
        case (.addFriend, .friend): throw APIError(.alreadyFriends)
        case (.addFriend, .blocked): throw APIError(.blocked)
        case (.addFriend, .blockedOther): throw APIError(.blockedByOther)

        case (.removeFriend, .outgoing), (.removeFriend, .incoming), (.removeFriend, .friend):
            return RelationshipOutcome(.none, .none)
        case (.removeFriend, _): throw APIError(.noEffect)

        case (.block, .blocked): throw APIError(.noEffect)
        case (.block, .blockedOther): return RelationshipOutcome(.blocked, .blocked)
        case (.block, _): return RelationshipOutcome(.blocked, .blockedOther)

        case (.unblock, .blocked):
            switch reverse {
            case .blocked: return RelationshipOutcome(.blockedOther, .blocked)
            case .blockedOther: return RelationshipOutcome(.none, .none)
            default: throw APIError(.internalError)
            }
        case (.unblock, _): throw APIError(.noEffect)
        }
    }
}
