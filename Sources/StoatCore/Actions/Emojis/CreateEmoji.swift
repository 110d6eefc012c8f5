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
        let file = try await core.files.claim(upload, tag: "emojis", for: .emoji(id), by: user)
        let emoji = Emoji(
            id: id,
            server: server,
            creator: user,
            name: name,
            // Clients animate on this alone; other pictures that move are shown still.
            isAnimated: file.contentType == "image/gif",
            isNSFW: isNSFW
        )
        do { try await core.emojis.insert(emoji) } catch {
            await release(upload, from: .emoji(id))
            throw error
        }
        core.announce(.emojiCreated(emoji, in: server))
        return emoji
    }
}

extension FileUse {
    fileprivate static func emoji(_ id: EmojiID) -> FileUse { FileUse(type: "Emoji", id: id.rawValue) }
}
