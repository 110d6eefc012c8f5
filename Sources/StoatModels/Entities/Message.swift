/// A message in a channel.
public struct Message: StoredDocument, Equatable {
    /// A ULID, so that order of ids is order of sending.
    public var id: MessageID
    /// By which the sender recognises its own message; `nil` if the server wrote it.
    public var nonce: String?
    /// Where it was sent.
    public var channel: ChannelID
    /// A user, a webhook, or ``UserID/system``.
    public var author: UserID
    /// How the sender looked; `nil` unless a webhook sent it.
    public var webhook: MessageWebhook?
    /// The text, in Markdown; `nil` when there is none.
    public var content: String?
    /// What happened, for a message the server wrote.
    public var system: SystemMessage?
    /// Files sent with it; `nil` when there are none.
    public var attachments: [File]?
    /// When it was last edited; `nil` means never.
    public var edited: Timestamp?
    /// Kept as stored (schema `Embed`): the server never looks inside.
    public var embeds: [Object]?
    /// Users it mentions.
    public var mentions: [UserID]
    /// Roles it mentions.
    public var roleMentions: [RoleID]
    /// Messages it answers.
    public var replies: [MessageID]
    /// Emoji to users, both in the order of reacting.
    public var reactions: [Reaction]
    /// Which reactions it offers.
    public var interactions: MessageInteractions
    /// Shown instead of the author; `nil` shows the author.
    public var masquerade: Masquerade?
    /// Whether it is among the channel's pinned messages.
    public var isPinned: Bool
    /// `nil` on system messages; 0 is stored on messages that users sent.
    public var flags: MessageFlags?

    /// A message with nothing in it yet.
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
    /// A Unicode emoji, or the id of a custom one.
    public let emoji: String
    /// Those who chose it, first come first.
    public var users: [UserID]

    /// An emoji and those who chose it.
    public init(emoji: String, users: [UserID]) {
        self.emoji = emoji
        self.users = users
    }
}

/// How the webhook that sent a message looked then.
public struct MessageWebhook: Sendable, Equatable {
    /// The webhook's name.
    public var name: String
    /// The webhook's picture; `nil` when it had none.
    public var avatar: FileID?

    /// A webhook's looks.
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
    /// Emoji shown for choosing, in this order; `nil` offers none.
    public var reactions: [String]?
    /// Whether only those may be used.
    public var restrictsReactions: Bool

    /// The reactions offered; by default none, and every emoji may be used.
    public init(reactions: [String]? = nil, restrictsReactions: Bool = false) {
        self.reactions = reactions
        self.restrictsReactions = restrictsReactions
    }

    /// Whether there is nothing to store.
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
    /// Shown instead of the author's name; `nil` keeps it.
    public var name: String?
    /// The URL of a picture shown instead of the author's; `nil` keeps it.
    public var avatar: String?
    /// A CSS color for the name; `nil` keeps the author's.
    public var color: String?

    /// A masquerade; what is `nil` stays the author's.
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
    /// The bits as stored.
    public let rawValue: Int64
    /// Takes any bits, unknown ones included.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Nobody is notified.
    public static let suppressNotifications = MessageFlags(rawValue: 2)
    /// Every member of the channel is mentioned.
    public static let mentionsEveryone = MessageFlags(rawValue: 4)
    /// Every member of the channel who is online is mentioned.
    public static let mentionsOnline = MessageFlags(rawValue: 8)
}
