import StoatModels

extension MessageDraft: JSONBody {
    /// Reads `DataMessageSend`, limits of texts and the form of colors included.
    public init(from body: BodyReader) throws {
        self.init(content: try body.optionalString("content"))
        self.nonce = try body.optionalString("nonce", length: 1...64)
        self.attachments = try body.optionalList("attachments") ?? []
        self.replies = try body.optionalBodies("replies") ?? []
        self.embeds = try body.optionalBodies("embeds") ?? []
        self.masquerade = try body.optionalBody("masquerade", as: MasqueradeBody.self)?.masquerade
        self.interactions =
            try body.optionalBody("interactions", as: InteractionsBody.self)?.interactions ?? MessageInteractions()
        self.flags = try body.optionalInteger("flags", as: UInt32.self).map(Int64.init) ?? 0
        for (index, embed) in embeds.enumerated() {
            embed.check(&body.validation, field: body.field("embeds[\(index)]"))
        }
    }
}

extension ReplyIntent: JSONBody {
    /// Reads `ReplyIntent`.
    public init(from body: BodyReader) throws {
        self.init(
            id: try body.id("id"),
            mentionsAuthor: try body.bool("mention"),
            failsIfMissing: try body.optionalBool("fail_if_not_exists") ?? true
        )
    }
}

extension EmbedDraft: JSONBody {
    /// Reads `SendableEmbed` without its limits: editing checks them later than sending does.
    public init(from body: BodyReader) throws {
        self.init(title: try body.optionalString("title"), description: try body.optionalString("description"))
        self.iconURL = try body.optionalString("icon_url")
        self.url = try body.optionalString("url")
        self.media = try body.optionalID("media")
        self.color = try body.optionalString("colour")
    }

    /// Notes every limit that the embed breaks.
    public func check(_ validation: inout Validation, field: String) {
        if let iconURL { validation.length(iconURL, in: 1...256, field: "\(field).icon_url") }
        if let url { validation.length(url, in: 1...256, field: "\(field).url") }
        if let title { validation.length(title, in: 1...100, field: "\(field).title") }
        if let description { validation.length(description, in: 1...2000, field: "\(field).description") }
        if let color { validation.color(color, field: "\(field).colour") }
    }
}

extension MessageEdit: JSONBody {
    /// Reads `DataEditMessage`; the limits of the embeds are for ``EmbedDraft/check(_:field:)``.
    public init(from body: BodyReader) throws {
        self.init(
            content: try body.optionalString("content", length: 1...Int.max),
            embeds: try body.optionalBodies("embeds", count: 0...10)
        )
    }
}

/// Schema `Masquerade`.
private struct MasqueradeBody: JSONBody {
    let masquerade: Masquerade

    init(from body: BodyReader) throws {
        self.masquerade = Masquerade(
            name: try body.optionalString("name", length: 1...32),
            avatar: try body.optionalString("avatar", length: 1...256),
            color: try body.optionalString("colour")
        )
        if let color = masquerade.color { body.validation.color(color, field: body.field("colour")) }
    }
}

/// Schema `Interactions`: the reactions are a set, so that repeated ones count once.
private struct InteractionsBody: JSONBody {
    let interactions: MessageInteractions

    init(from body: BodyReader) throws {
        var seen: Set<String> = []
        self.interactions = MessageInteractions(
            reactions: try body.optionalStrings("reactions")?.filter { seen.insert($0).inserted },
            restrictsReactions: try body.optionalBool("restrict_reactions") ?? false
        )
    }
}
