/// A person or a bot as others know them.
public struct User: StoredDocument, Equatable {
    /// Unique among users and bots.
    public var id: UserID
    /// Unique only together with the discriminator.
    public var username: String
    /// Four decimal digits, `0000` once deleted.
    public var discriminator: String
    /// Shown instead of the username; `nil` shows that.
    public var displayName: String?
    /// How others are to refer to the user; `nil` when unset.
    public var pronouns: String?
    /// The user's picture; `nil` gives a generated one.
    public var avatar: File?
    /// Friends, requests and blocks, from this user's side.
    public var relations: [Relation]
    /// Bit field; ``Badges``.
    public var badges: Int32
    /// What the user says about being there.
    public var status: UserStatus
    /// The page shown to those who may see it.
    public var profile: UserProfile
    /// Account states, such as suspended.
    public var flags: UserFlags
    /// A platform administrator: full permissions everywhere.
    public var isPrivileged: Bool
    /// The owner, for a bot.
    public var botOwner: UserID?
    /// When a timed suspension ends; `nil` without one.
    public var suspendedUntil: Timestamp?
    /// Policy changes created after this are still to be acknowledged.
    public var lastAcknowledgedPolicyChange: Timestamp

    /// A new user, a bot if `botOwner` is given; every policy change before `now` counts as acknowledged.
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

    /// Reads the stored document leniently.
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

    /// The document as stored.
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

    /// Whether this is a bot and not a person.
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
    /// The bits as stored.
    public let rawValue: Int32
    /// Takes any bits, unknown ones included.
    public init(rawValue: Int32) { self.rawValue = rawValue }
    /// Suspended, possibly for a time.
    public static let suspended = UserFlags(rawValue: 1)
    /// Deleted; the document remains for its messages.
    public static let deleted = UserFlags(rawValue: 2)
    /// Banned from the platform.
    public static let banned = UserFlags(rawValue: 4)
    /// Found to be spamming.
    public static let spam = UserFlags(rawValue: 8)
}

/// One entry of a user's relations.
public struct Relation: Sendable, Equatable {
    /// The other user.
    public let id: UserID
    /// What the other is to this user.
    public var status: RelationshipStatus

    /// A relation to another user.
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
