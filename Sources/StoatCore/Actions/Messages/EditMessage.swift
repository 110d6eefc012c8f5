public import StoatModels
import StoatStorage

/// The changes that a client asks for (schema `DataEditMessage`).
public struct MessageEdit: Sendable {
    /// The new text; `nil` keeps the old one.
    public var content: String?
    /// The new embeds; `nil` keeps those that the author wrote.
    public var embeds: [EmbedDraft]?

    /// An edit; without arguments one that changes nothing.
    public init(content: String? = nil, embeds: [EmbedDraft]? = nil) {
        self.content = content
        self.embeds = embeds
    }

    /// Checks the length of content and embeds.
    ///
    /// - Throws: ``APIError`` `.payloadTooLarge`.
    public func checkLength(limit: Int) throws {
        guard EmbedDraft.countedBytes(content: content, embeds: embeds ?? []) <= limit else {
            throw APIError(.payloadTooLarge)
        }
    }
}

extension Actions {
    /// Edits a message by its author.
    ///
    /// Embeds made from links are dropped, and asked for anew where the text changes; mentions stay as they were sent.
    ///
    /// An edit without changes does nothing.
    ///
    /// - Parameter embedsLinks: whether the author may have links embedded.
    /// - Returns: the message as clients see it.
    /// - Throws: ``APIError`` `.notFound` for a medium that cannot be had, or when the message was deleted meanwhile.
    public func editMessage(
        _ message: Message,
        _ edit: MessageEdit,
        in channel: Channel,
        by user: UserID,
        embedsLinks: Bool
    ) async throws -> Object {
        guard edit.content != nil || edit.embeds != nil else { return message.wire }
        let claims = FileClaims(core: core, use: .message(message.id), user: user)
        var edited = message
        edited.edited = core.clock()
        if let content = edit.content { edited.content = content }
        do {
            edited.embeds =
                if let drafts = edit.embeds {
                    try await claims.embeds(drafts)
                } else {
                    message.embeds?.filter { $0["type"] == "Text" } ?? []
                }
            guard try await core.messages.update(message.id, Self.changes(in: edited, edit)) else {
                throw APIError(.notFound)
            }
        } catch {
            await claims.giveBack(edit.embeds?.compactMap(\.media) ?? [])
            throw error
        }
        core.announce(.messageUpdated(message.id, in: channel, data: Self.data(of: edited, edit)))
        if embedsLinks, edit.content != nil { await LinkEmbeds(core: core).request(for: edited) }
        return edited.wire
    }

    private static func changes(in message: Message, _ edit: MessageEdit) -> Update {
        var update = Update().set("embeds", .array((message.embeds ?? []).map { .object($0) }))
        if let edited = message.edited { update.add("edited", .set(.string(edited.iso8601))) }
        if let content = edit.content { update.add("content", .set(.string(content))) }
        return update
    }

    private static func data(of message: Message, _ edit: MessageEdit) -> Object {
        var data = Object()
        if let edited = message.edited { data.append("edited", .date(edited)) }
        data.append("content", edit.content)
        data.append("embeds", .array((message.embeds ?? []).map { .object($0) }))
        return data
    }
}
