extension Event {
    /// A server has a new emoji; its fields are the event's own.
    public static func emojiCreated(_ emoji: Emoji, in server: ServerID) -> Event {
        Event(.emojiCreate, emoji.document, to: .server(server))
    }

    /// An emoji is typed differently from now on.
    public static func emojiRenamed(_ emoji: EmojiID, to name: String, in server: ServerID) -> Event {
        Event(
            .emojiUpdate,
            ["id": .string(emoji.rawValue), "data": ["name": .string(name)]],
            to: .server(server)
        )
    }

    /// A server no longer offers an emoji; messages still show it.
    public static func emojiDeleted(_ emoji: EmojiID, in server: ServerID) -> Event {
        Event(.emojiDelete, ["id": .string(emoji.rawValue)], to: .server(server))
    }
}
