extension Message {
    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.id = try document.id("_id")
        self.nonce = document.optionalString("nonce")
        self.channel = try document.id("channel")
        self.author = try document.id("author")
        self.webhook = document.optionalObject("webhook").map(MessageWebhook.init)
        self.content = document.optionalString("content")
        self.system = document.optionalObject("system").flatMap(SystemMessage.init)
        self.attachments = document["attachments"]?.array?.compactMap { $0.object.flatMap(File.init(lenient:)) }
        self.edited = document.optionalTimestamp("edited")
        self.embeds = document["embeds"]?.array?.compactMap(\.object)
        self.mentions = document.ids("mentions")
        self.roleMentions = document.ids("role_mentions")
        self.replies = document.ids("replies")
        self.reactions =
            document.optionalObject("reactions")?.entries.map { entry in
                Reaction(emoji: entry.key, users: entry.value.array?.compactMap { $0.string.map(UserID.init) } ?? [])
            } ?? []
        self.interactions = MessageInteractions(document.optionalObject("interactions") ?? [:])
        self.masquerade = document.optionalObject("masquerade").map(Masquerade.init)
        self.isPinned = document.bool("pinned")
        self.flags = document.optionalInteger("flags").map(MessageFlags.init(rawValue:))
    }

    /// The document as stored.
    public var document: Object { object(.stored) }

    /// The message as clients see it (schema `Message`), without `user` and `member`.
    public var wire: Object { object(.wire) }

    /// The message with its author, as the answer to sending and the `Message` event carry it.
    public func wire(user: Object?, member: Object?) -> Object {
        var object = object(.wire)
        object.append("user", user)
        object.append("member", member)
        return object
    }

    private func object(_ form: DocumentForm) -> Object {
        var object = Object()
        object.reserve(12)
        object.append("_id", .string(id.rawValue))
        object.append("nonce", nonce)
        object.append("channel", .string(channel.rawValue))
        object.append("author", .string(author.rawValue))
        object.append("webhook", webhook?.object)
        object.append("content", content)
        object.append("system", system?.object(form))
        if let attachments { object.append("attachments", .array(attachments.map { .object($0.object(form)) })) }
        if let edited { object.append("edited", form.time(edited)) }
        if let embeds { object.append("embeds", .array(embeds.map { .object($0) })) }
        object.append("mentions", ifAny: mentions)
        object.append("role_mentions", ifAny: roleMentions)
        object.append("replies", ifAny: replies)
        if !reactions.isEmpty {
            object.append("reactions", .object(Object(reactions.map { ($0.emoji, .strings($0.users)) })))
        }
        if !interactions.isDefault { object.append("interactions", .object(interactions.object)) }
        object.append("masquerade", masquerade?.object)
        object.append("pinned", ifTrue: isPinned)
        if let flags, form == .stored || !flags.isEmpty { object.append("flags", .int(flags.rawValue)) }
        return object
    }
}

extension MessageWebhook {
    /// Reads `{name, avatar}`.
    init(_ object: Object) {
        self.init(name: object.optionalString("name") ?? "", avatar: object.optionalID("avatar"))
    }
}

extension MessageInteractions {
    /// Reads `{reactions?, restrict_reactions?}`.
    init(_ object: Object) {
        self.init(
            reactions: object["reactions"]?.array?.compactMap(\.string),
            restrictsReactions: object.bool("restrict_reactions")
        )
    }
}

extension Masquerade {
    /// Reads `{name?, avatar?, colour?}`.
    init(_ object: Object) {
        self.init(
            name: object.optionalString("name"),
            avatar: object.optionalString("avatar"),
            color: object.optionalString("colour")
        )
    }
}
