/// A message in a channel.
public struct Message: StoredDocument, Equatable {
    public var id: MessageID
    public var nonce: String?
    public var channel: ChannelID
    /// A user, a webhook, or ``UserID/system``.
    public var author: UserID
    public var webhook: MessageWebhook?
    public var content: String?
    public var system: SystemMessage?
    public var attachments: [File]?
    public var edited: Timestamp?
    /// Kept as stored (schema `Embed`): the server never looks inside.
    public var embeds: [Object]?
    public var mentions: [UserID]
    public var roleMentions: [RoleID]
    public var replies: [MessageID]
    /// Emoji to users, both in the order of reacting.
    public var reactions: [Reaction]
    public var interactions: MessageInteractions
    public var masquerade: Masquerade?
    public var isPinned: Bool
    /// `nil` on system messages; 0 is stored on messages that users sent.
    public var flags: MessageFlags?

    public init(id: MessageID, channel: ChannelID, author: UserID) {
        self.id = id
        self.channel = channel
        self.author = author
        self.mentions = []
        self.roleMentions = []
        self.replies = []
        self.reactions = []
        self.interactions = MessageInteractions()
        self.isPinned = false
    }
}

/// One emoji on a message and who chose it.
public struct Reaction: Sendable, Equatable {
    public let emoji: String
    public var users: [UserID]

    public init(emoji: String, users: [UserID]) {
        self.emoji = emoji
        self.users = users
    }
}

/// How the webhook that sent a message looked then.
public struct MessageWebhook: Sendable, Equatable {
    public var name: String
    public var avatar: FileID?

    public init(name: String, avatar: FileID? = nil) {
        self.name = name
        self.avatar = avatar
    }

    /// `{name, avatar}`; `avatar` is `null` when there is none.
    public var object: Object {
        ["name": .string(name), "avatar": avatar.map { .string($0.rawValue) } ?? .null]
    }
}

/// Which reactions a message offers.
public struct MessageInteractions: Sendable, Equatable {
    public var reactions: [String]?
    /// Whether only those may be used.
    public var restrictsReactions: Bool

    public init(reactions: [String]? = nil, restrictsReactions: Bool = false) {
        self.reactions = reactions
        self.restrictsReactions = restrictsReactions
    }

    public var isDefault: Bool { (reactions ?? []).isEmpty && !restrictsReactions }

    /// `{reactions?, restrict_reactions?}`.
    public var object: Object {
        var object = Object()
        if let reactions { object.append("reactions", .array(reactions.map { .string($0) })) }
        object.append("restrict_reactions", ifTrue: restrictsReactions)
        return object
    }
}

/// A name, picture and color to show instead of the author's.
public struct Masquerade: Sendable, Equatable {
    public var name: String?
    public var avatar: String?
    public var color: String?

    public init(name: String? = nil, avatar: String? = nil, color: String? = nil) {
        self.name = name
        self.avatar = avatar
        self.color = color
    }

    /// `{name?, avatar?, colour?}`.
    public var object: Object {
        var object = Object()
        object.append("name", name)
        object.append("avatar", avatar)
        object.append("colour", color)
        return object
    }
}

/// Bits stored with a message.
public struct MessageFlags: OptionSet, Sendable, Hashable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static let suppressNotifications = MessageFlags(rawValue: 2)
    public static let mentionsEveryone = MessageFlags(rawValue: 4)
    public static let mentionsOnline = MessageFlags(rawValue: 8)
}
