public import StoatModels

extension Actions {
    /// Sends a message of a user or bot: stored with the mentions it causes, then published.
    ///
    /// Both are on disk when this returns. The answer is the message with its author, as the event carries it.
    /// Callers have checked the rights to send and to send masquerades, embeds and files; everything that depends on
    /// what else the draft says is checked here, in the documented order.
    ///
    /// - Parameter key: the idempotency key, which the caller has claimed; becomes the nonce unless the draft has one.
    /// - Throws: ``APIError`` of the first check that fails; a message that fails costs its sender neither the nonce
    ///   nor the slowmode.
    public func sendMessage(_ draft: MessageDraft, with access: ChannelAccess, key: String? = nil) async throws
        -> Object
    {
        let composer = MessageComposer(core: core, access: access, draft: draft)
        let slowmode = Slowmode(of: access, core: core)
        try await slowmode?.check()
        try await composer.checkInteractions()
        try composer.checkLength()
        guard let nonce = draft.nonce else { return try await send(composer, nonce: key, slowmode: slowmode) }
        let keys = core.idempotencyKeys
        guard await keys.claim(nonce, by: access.user.id) else { throw APIError(.invalidOperation) }
        do { return try await send(composer, nonce: nonce, slowmode: slowmode) } catch {
            await keys.release(nonce, by: access.user.id)
            throw error
        }
    }

    private func send(_ composer: MessageComposer, nonce: String?, slowmode: Slowmode?) async throws -> Object {
        let access = composer.access
        let message = try await composer.compose(nonce: nonce)
        let claims = FileClaims(core: core, use: .message(message.id), user: access.user.id)
        do { try await slowmode?.start() } catch {
            await claims.giveBack(composer.draft)
            throw error
        }
        do {
            let author = await core.userViews.broadcast([access.user])[0]
            let wire = message.wire(user: author, member: access.member?.wire)
            try await MessageDelivery(core: core).deliver(message, as: wire, in: access.channel)
            if access.has(.sendEmbeds) { await LinkEmbeds(core: core).request(for: message) }
            return wire
        } catch {
            await slowmode?.cancel()
            await claims.giveBack(composer.draft)
            throw error
        }
    }
}
