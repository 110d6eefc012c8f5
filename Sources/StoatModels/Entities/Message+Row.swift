extension Message {
    /// A stored message as clients see it: what ``init(document:)`` and ``wire`` give together, without the entity in
    /// between.
    ///
    /// Pages of messages take this way, since nothing looks into them.
    public static let rendering = RowRendering([
        .required("_id", .text),
        .optional("nonce", .text),
        .required("channel", .text),
        .required("author", .text),
        .optional("webhook", .computed { value in value.object.map { .object(MessageWebhook($0).object) } }),
        .optional("content", .text),
        .optional(
            "system",
            .computed { value in value.object.flatMap(SystemMessage.init).map { .object($0.object(.wire)) } }
        ),
        .optional(
            "attachments",
            .computed { value in
                value.array.map { files in
                    .array(
                        files.compactMap { $0.object.flatMap(File.init(lenient:)) }.map { .object($0.object(.wire)) }
                    )
                }
            }
        ),
        .optional("edited", .time),
        .optional("embeds", .array),
        .optional("mentions", .arrayUnlessEmpty),
        .optional("role_mentions", .arrayUnlessEmpty),
        .optional("replies", .arrayUnlessEmpty),
        .optional("reactions", .objectUnlessEmpty),
        .optional(
            "interactions",
            .computed { value in
                let interactions = value.object.map(MessageInteractions.init)
                return interactions.flatMap { if $0.isDefault { nil } else { .object($0.object) } }
            }
        ),
        .optional("masquerade", .computed { value in value.object.map { .object(Masquerade($0).object) } }),
        .optional("pinned", .ifTrue),
        .optional("flags", .integerUnlessZero),
    ])

    /// One stored message as clients see it.
    ///
    /// - Throws: ``DocumentError`` where a required key is missing or of a wrong kind.
    public static func wire(row: Object) throws -> Object { try rendering.object(of: row) }
}
