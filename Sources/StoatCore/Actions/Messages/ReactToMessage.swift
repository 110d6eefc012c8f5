public import StoatModels
import StoatStorage

extension Actions {
    /// Adds a user's reaction.
    ///
    /// An emoji that is already on the message with or without variation selectors is taken in that form.
    ///
    /// - Throws: ``APIError``: `.invalidOperation` for one emoji too many or one that the message does not offer; for
    ///   an unusable one, `.notFound` if it is custom, else `.invalidOperation`.
    public func addReaction(_ emoji: String, to message: Message, in channel: Channel, by user: UserID) async throws {
        let present = ReactionEmoji.key(for: emoji, among: message.reactions.map(\.emoji))
        if present == nil, message.reactions.count >= core.settings.features.limits.global.messageReactions {
            throw APIError(.invalidOperation)
        }
        if message.interactions.restrictsReactions {
            let offered = message.interactions.reactions ?? []
            guard ReactionEmoji.key(for: emoji, among: offered) != nil else { throw APIError(.invalidOperation) }
        }
        try await core.requireUsable([emoji])
        let key = present ?? emoji
        guard
            try await core.messages.update(
                message.id,
                Update().adding("reactions.\(key)", .addToSet([.string(user.rawValue)]))
            )
        else { throw APIError(.notFound) }
        core.announce(.messageReacted(message.id, in: channel, by: user, emoji: key))
    }

    /// Removes a user's reaction.
    ///
    /// - Throws: ``APIError`` `.notFound` where the user has not reacted like this.
    public func removeReaction(
        _ emoji: String,
        of user: UserID,
        from message: Message,
        in channel: Channel
    ) async throws {
        // Only keys that the message has become part of a path: a client's text never does.
        guard
            let key = ReactionEmoji.key(
                for: emoji,
                among: message.reactions.filter { $0.users.contains(user) }.map(\.emoji)
            )
        else { throw APIError(.notFound) }
        let path = "reactions.\(key)"
        try await core.store.write([
            .update(.messages, .id(message.id), Update().adding(path, .pull([.string(user.rawValue)]))),
            .update(.messages, .and([.id(message.id), .equals(path, .array([]))]), Update().unset(path)),
        ])
        core.announce(.messageUnreacted(message.id, in: channel, by: user, emoji: key))
    }

    /// Removes every reaction with one emoji; one that nobody chose is removed without a change.
    public func removeReactions(_ emoji: String, from message: Message, in channel: Channel) async throws {
        let key = ReactionEmoji.key(for: emoji, among: message.reactions.map(\.emoji))
        if let key { try await core.messages.update(message.id, Update().unset("reactions.\(key)")) }
        core.announce(.messageReactionRemoved(message.id, in: channel, emoji: key ?? emoji))
    }

    /// Removes all reactions.
    public func clearReactions(from message: Message, in channel: Channel) async throws {
        try await core.messages.update(message.id, Update().set("reactions", [:]))
        core.announce(.messageUpdated(message.id, in: channel, data: ["reactions": [:]]))
    }
}
