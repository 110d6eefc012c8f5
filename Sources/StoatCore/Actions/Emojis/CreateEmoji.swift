public import StoatModels

extension Actions {
    /// Makes an uploaded picture an emoji of a server.
    ///
    /// - Parameter upload: an unused upload with the tag `emojis`; its id becomes the emoji's.
    /// - Throws: ``APIError``: `.tooManyEmoji`; `.notFound` where there is no such unused upload.
    public func createEmoji(
        _ upload: FileID,
        named name: String,
        isNSFW: Bool,
        in server: ServerID,
        by user: UserID
    ) async throws -> Emoji {
        let limit = core.settings.features.limits.global.serverEmoji
        guard try await core.emojis.count(of: server) < limit else { throw APIError(.tooManyEmoji(max: limit)) }
        let id = EmojiID(rawValue: upload.rawValue)
        let emoji = try await claiming([.picture(of: id)], by: user) { files in
            let emoji = Emoji(
                id: id,
                server: server,
                creator: user,
                name: name,
                // Clients animate on this alone; other pictures that move are shown still.
                isAnimated: files[0]?.contentType == "image/gif",
                isNSFW: isNSFW
            )
            try await core.emojis.insert(emoji)
            return emoji
        }
        core.announce(.emojiCreated(emoji, in: server))
        return emoji
    }
}
