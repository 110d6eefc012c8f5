/// A person or a bot as others know them.
public struct User: StoredDocument, Equatable {
    public var id: UserID
    public var username: String
    /// Four decimal digits, `0000` once deleted.
    public var discriminator: String
    public var displayName: String?
    public var pronouns: String?
    public var avatar: File?
    public var relations: [Relation]
    /// Bit field; ``Badges``.
    public var badges: Int32
    public var status: UserStatus
    public var profile: UserProfile
    public var flags: UserFlags
    /// A platform administrator: full permissions everywhere.
    public var isPrivileged: Bool
    /// The owner, for a bot.
    public var botOwner: UserID?
    public var suspendedUntil: Timestamp?
    public var lastAcknowledgedPolicyChange: Timestamp

    public init(id: UserID, username: String, discriminator: String, botOwner: UserID? = nil, now: Timestamp = .now) {
        self.id = id
        self.username = username
        self.discriminator = discriminator
        self.relations = []
        self.badges = 0
        self.status = UserStatus()
        self.profile = UserProfile()
        self.flags = []
        self.isPrivileged = false
        self.botOwner = botOwner
        self.lastAcknowledgedPolicyChange = now
    }

    public init(document: Object) throws {
        self.id = try document.id("_id")
        self.username = try document.string("username")
        self.discriminator = document.optionalString("discriminator") ?? "0000"
        self.displayName = document.optionalString("display_name")
        self.pronouns = document.optionalString("pronouns")
        self.avatar = document.optionalObject("avatar").flatMap(File.init(lenient:))
        self.relations = document.objects("relations").compactMap(Relation.init(lenient:))
        self.badges = Int32(truncatingIfNeeded: document.optionalInteger("badges") ?? 0)
        self.status = UserStatus(document.optionalObject("status") ?? [:])
        self.profile = UserProfile(document.optionalObject("profile") ?? [:])
        self.flags = UserFlags(rawValue: Int32(truncatingIfNeeded: document.optionalInteger("flags") ?? 0))
        self.isPrivileged = document.bool("privileged")
        self.botOwner = document.optionalObject("bot")?.optionalID("owner")
        self.suspendedUntil = document.optionalTimestamp("suspended_until")
        self.lastAcknowledgedPolicyChange = document.optionalTimestamp("last_acknowledged_policy_change") ?? .now
    }

    public var document: Object {
        var object: Object = [
            "_id": .string(id.rawValue), "username": .string(username), "discriminator": .string(discriminator),
        ]
        object.append("display_name", displayName)
        object.append("pronouns", pronouns)
        object.append("avatar", avatar?.object(.stored))
        if !relations.isEmpty { object.append("relations", .array(relations.map { .object($0.object) })) }
        if badges != 0 { object.append("badges", .int32(badges)) }
        if !status.isEmpty { object.append("status", .object(status.object(hidingInvisible: false))) }
        if !profile.isEmpty { object.append("profile", .object(profile.object(.stored))) }
        if !flags.isEmpty { object.append("flags", .int32(flags.rawValue)) }
        object.append("privileged", ifTrue: isPrivileged)
        if let botOwner { object.append("bot", ["owner": .string(botOwner.rawValue)]) }
        object.append("suspended_until", suspendedUntil?.iso8601)
        object.append("last_acknowledged_policy_change", .string(lastAcknowledgedPolicyChange.iso8601))
        return object
    }

    public var isBot: Bool { botOwner != nil }

    /// The relation this user has to another, from this user's own list.
    public func relation(to other: UserID) -> RelationshipStatus {
        other == id ? .user : relations.first { $0.id == other }?.status ?? .none
    }
}

/// Bits of ``User/badges``.
public enum Badges {
    /// Given to users older than the configured cut-off.
    public static let earlyAdopter: Int32 = 256
}

/// Account states recorded on the user.
public struct UserFlags: OptionSet, Sendable, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let suspended = UserFlags(rawValue: 1)
    public static let deleted = UserFlags(rawValue: 2)
    public static let banned = UserFlags(rawValue: 4)
    public static let spam = UserFlags(rawValue: 8)
}

/// One entry of a user's relations.
public struct Relation: Sendable, Equatable {
    public let id: UserID
    public var status: RelationshipStatus

    public init(id: UserID, status: RelationshipStatus) {
        self.id = id
        self.status = status
    }

    init?(lenient object: Object) {
        guard let id = object.optionalID("_id", as: UserID.self),
            let status = object.optionalID("status", as: RelationshipStatus.self)
        else { return nil }
        self.init(id: id, status: status)
    }

    /// `{_id, status}`, stored and sent alike.
    public var object: Object { ["_id": .string(id.rawValue), "status": .string(status.rawValue)] }
}

/// What one user is to another.
public enum RelationshipStatus: String, Sendable, CaseIterable {
    case none = "None"
    /// Oneself.
    case user = "User"
    case friend = "Friend"
    case outgoing = "Outgoing"
    case incoming = "Incoming"
    case blocked = "Blocked"
    case blockedOther = "BlockedOther"
}
