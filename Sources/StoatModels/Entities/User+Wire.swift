/// How much of a user a viewer may see.
public struct UserView: Sendable {
    /// What the viewed user is to the viewer.
    public var relationship: RelationshipStatus
    /// Whether status and online state may be seen.
    public var seesProfile: Bool
    /// Whether the user has a gateway session.
    public var isConnected: Bool
    /// Whether this is the user's own view, with relations.
    public var isSelf: Bool
    /// Ids older than this carry the early-adopter badge; `nil` gives none.
    public var earlyAdopterCutoff: Timestamp?

    /// A view of somebody else, unless `isSelf` is set.
    public init(
        relationship: RelationshipStatus,
        seesProfile: Bool,
        isConnected: Bool,
        isSelf: Bool = false,
        earlyAdopterCutoff: Timestamp? = nil
    ) {
        self.relationship = relationship
        self.seesProfile = seesProfile
        self.isConnected = isConnected
        self.isSelf = isSelf
        self.earlyAdopterCutoff = earlyAdopterCutoff
    }

    /// One's own view.
    public static func own(isConnected: Bool, earlyAdopterCutoff: Timestamp? = nil) -> UserView {
        UserView(
            relationship: .user,
            seesProfile: true,
            isConnected: isConnected,
            isSelf: true,
            earlyAdopterCutoff: earlyAdopterCutoff
        )
    }

    /// The view of somebody who is known through a shared server, group or message: everything unless blocked.
    public static func known(
        _ user: User,
        to viewer: User,
        isConnected: Bool,
        earlyAdopterCutoff: Timestamp? = nil
    ) -> UserView {
        let relation = viewer.relation(to: user.id)
        return UserView(
            relationship: user.isBot && relation != .user ? .none : relation,
            seesProfile: relation != .blockedOther,
            isConnected: isConnected,
            isSelf: relation == .user,
            earlyAdopterCutoff: earlyAdopterCutoff
        )
    }
}

extension User {
    /// The user as a viewer sees them (schema `User`).
    public func wire(_ view: UserView) -> Object {
        var object = Object()
        object.reserve(12)
        object.append("_id", .string(id.rawValue))
        object.append("username", .string(username))
        object.append("discriminator", .string(discriminator))
        object.append("display_name", displayName)
        object.append("pronouns", pronouns)
        object.append("avatar", avatar?.object(.wire))
        if view.isSelf, !relations.isEmpty {
            object.append("relations", .array(relations.map { .object($0.object) }))
        }
        let badges = shownBadges(cutoff: view.earlyAdopterCutoff)
        if badges != 0 { object.append("badges", .int(Int64(badges))) }
        if view.seesProfile {
            let shown = status.object(hidingInvisible: true)
            if !shown.isEmpty { object.append("status", .object(shown)) }
        }
        if !flags.isEmpty { object.append("flags", .int(Int64(flags.rawValue))) }
        object.append("privileged", ifTrue: isPrivileged)
        if let botOwner { object.append("bot", ["owner": .string(botOwner.rawValue)]) }
        object.append("relationship", .string(view.relationship.rawValue))
        object.append("online", .bool(view.seesProfile && view.isConnected && status.presence != .invisible))
        return object
    }

    private func shownBadges(cutoff: Timestamp?) -> Int32 {
        guard let cutoff, let created = id.creationTime, created < cutoff else { return badges }
        return badges | Badges.earlyAdopter
    }
}
