public import StoatModels

extension Actions {
    /// Renames an emoji of a server.
    ///
    /// - Throws: ``APIError`` `.notFound` where somebody deleted it meanwhile.
    public func renameEmoji(_ emoji: Emoji, of server: ServerID, to name: String) async throws -> Emoji {
        guard try await core.emojis.rename(emoji.id, of: server, to: name) else { throw APIError(.notFound) }
        core.announce(.emojiRenamed(emoji.id, to: name, in: server))
        var renamed = emoji
        renamed.name = name
        return renamed
    }

    /// Takes an emoji from its server.
    ///
    /// Its row and its picture stay, since messages show them.
    public func deleteEmoji(_ emoji: EmojiID, from server: ServerID) async throws {
        guard try await core.emojis.detach(emoji, from: server) else { return }
        core.announce(.emojiDeleted(emoji, in: server))
    }
}
