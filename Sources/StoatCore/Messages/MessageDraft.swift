public import StoatModels

/// A message as a client asks for it (schema `DataMessageSend`).
public struct MessageDraft: Sendable {
    /// The deprecated form of the idempotency key.
    public var nonce: String?
    /// The text; nothing is trimmed.
    public var content: String?
    /// Uploaded files to attach.
    public var attachments: [FileID]
    /// Messages to reply to.
    public var replies: [ReplyIntent]
    /// Embeds that the author wrote.
    public var embeds: [EmbedDraft]
    /// How the author wants to appear.
    public var masquerade: Masquerade?
    /// The reactions on offer, each once.
    public var interactions: MessageInteractions
    /// As sent: bit values of ``MessageFlags`` and others.
    public var flags: Int64

    /// A draft of plain text.
    public init(content: String? = nil) {
        self.content = content
        self.attachments = []
        self.replies = []
        self.embeds = []
        self.interactions = MessageInteractions()
        self.flags = 0
    }

    /// The bytes that count against the length limit: content and embed descriptions.
    var countedBytes: Int { EmbedDraft.countedBytes(content: content, embeds: embeds) }
}

/// A message to reply to.
public struct ReplyIntent: Sendable {
    /// The message.
    public var id: MessageID
    /// Whether its author is to be mentioned.
    public var mentionsAuthor: Bool
    /// Whether the message may not be sent where the target does not exist.
    public var failsIfMissing: Bool

    /// A reply.
    public init(id: MessageID, mentionsAuthor: Bool, failsIfMissing: Bool = true) {
        self.id = id
        self.mentionsAuthor = mentionsAuthor
        self.failsIfMissing = failsIfMissing
    }
}

/// An embed made of text (schema `SendableEmbed`).
public struct EmbedDraft: Sendable, Equatable {
    /// A picture beside the title.
    public var iconURL: String?
    /// Where the title leads.
    public var url: String?
    /// The heading.
    public var title: String?
    /// The text; counts against the length of the message.
    public var description: String?
    /// An uploaded attachment.
    public var media: FileID?
    /// The color of the edge, as ``ColorPattern`` allows.
    public var color: String?

    /// An embed of text.
    public init(title: String? = nil, description: String? = nil) {
        self.title = title
        self.description = description
    }

    /// The stored and sent embed; `media` is the claimed file.
    func embed(media: File?) -> Object {
        var embed: Object = ["type": "Text"]
        embed.append("icon_url", iconURL)
        embed.append("url", url)
        embed.append("title", title)
        embed.append("description", description)
        embed.append("media", media?.object(.wire))
        embed.append("colour", color)
        return embed
    }

    static func countedBytes(content: String?, embeds: [EmbedDraft]) -> Int {
        embeds.reduce(content?.utf8.count ?? 0) { $0 + ($1.description?.utf8.count ?? 0) }
    }
}
