extension Message {
    /// A stored message as clients see it: what ``init(document:)`` and ``wire`` give together, without the entity in
    /// between.
    ///
    /// Pages of messages take this way, since nothing looks into them.
    ///
    /// - Throws: ``DocumentError`` where a required key is missing or of a wrong kind.
    public static func wire(row: Object) throws -> Object {
        for key in ["_id", "channel", "author"] { _ = try row.string(key) }
        var object = Object()
        object.reserve(row.count)
        for entry in row {
            if let value = wireValue(entry.key, entry.value) { object.append(entry.key, value) }
        }
        return object
    }

    /// What clients see of one stored member; `nil` for what they do not see.
    // Branches instead of `?:`, where `nil` would be read as a `Value`.
    private static func wireValue(_ key: String, _ value: Value) -> Value? {
        switch key {
        case "_id", "channel", "author", "nonce", "content": value.string.map { .string($0) }
        case "mentions", "role_mentions", "replies": value.array.flatMap(Self.unlessEmpty)
        case "flags": value.integer.flatMap { if $0 == 0 { nil } else { .int($0) } }
        case "pinned": value.bool.flatMap { if $0 { .bool(true) } else { nil } }
        case "embeds": value.array.map { .array($0) }
        case "edited": value.timestamp.map { .date($0) }
        case "reactions": value.object.flatMap { if $0.isEmpty { nil } else { .object($0) } }
        case "attachments":
            value.array.map { files in
                .array(files.compactMap { $0.object.flatMap(File.init(lenient:)) }.map { .object($0.object(.wire)) })
            }
        case "system": value.object.flatMap(SystemMessage.init).map { .object($0.object(.wire)) }
        case "webhook": value.object.map { .object(MessageWebhook($0).object) }
        case "masquerade": value.object.map { .object(Masquerade($0).object) }
        case "interactions":
            value.object.map(MessageInteractions.init).flatMap { if $0.isDefault { nil } else { .object($0.object) } }
        default: nil
        }
    }

    private static func unlessEmpty(_ elements: [Value]) -> Value? {
        if elements.isEmpty { nil } else { .array(elements) }
    }
}
