import StoatModels

/// Turns a draft into a message: every check of what it asks for, in the order clients expect.
struct MessageComposer {
    let core: Core
    let access: ChannelAccess
    let draft: MessageDraft

    private var limits: GlobalLimits { core.settings.features.limits.global }
    private var userLimits: UserLimits { core.settings.features.limits.of(access.user.id, now: core.clock()) }

    /// Checks the reactions on offer.
    ///
    /// - Throws: ``APIError``: `.missingPermission(React)`; `.invalidOperation` for too many; as
    ///   ``Core/requireUsable(_:)``.
    func checkInteractions() async throws {
        guard let reactions = draft.interactions.reactions else { return }
        try access.require(.react)
        guard reactions.count <= limits.messageReactions else { throw APIError(.invalidOperation) }
        try await core.requireUsable(reactions)
    }

    /// Checks the length of content and embeds.
    ///
    /// - Throws: ``APIError`` `.payloadTooLarge`.
    func checkLength() throws {
        guard draft.countedBytes <= userLimits.messageLength else { throw APIError(.payloadTooLarge) }
    }

    /// Makes the message and takes the files it uses.
    ///
    /// - Throws: ``APIError``, the first of: `.emptyMessage`, `.invalidProperty`, `.isNotBot`, `.missingPermission` of
    ///   mass mentions, `.tooManyReplies`, `.notFound` of a reply, `.tooManyAttachments`, `.tooManyEmbeds`,
    ///   `.notFound` of a file.
    func compose(nonce: String?) async throws -> Message {
        guard draft.content?.isEmpty == false || !draft.attachments.isEmpty || !draft.embeds.isEmpty else {
            throw APIError(.emptyMessage)
        }
        let plan = try planMentions()
        let replies = try await replies()
        guard draft.attachments.count <= userLimits.messageAttachments else {
            throw APIError(.tooManyAttachments(max: userLimits.messageAttachments))
        }
        guard draft.embeds.count <= limits.messageEmbeds else {
            throw APIError(.tooManyEmbeds(max: limits.messageEmbeds))
        }
        var candidates = plan.users
        for reply in replies where reply.mentionsAuthor && plan.isAllowed && !candidates.contains(reply.target.author) {
            candidates.append(reply.target.author)
        }
        let now = core.clock()
        var message = Message(id: core.messageIDs.next(at: now), channel: access.channel.id, author: access.user.id)
        message.nonce = nonce ?? ULID(at: now).description
        message.content = draft.content
        message.mentions = try await MentionFilter(core: core).visible(candidates, to: access)
        message.roleMentions = plan.roles
        message.replies = replies.map(\.target.id)
        message.interactions = draft.interactions
        message.masquerade = draft.masquerade
        message.flags = plan.flags
        try await attachFiles(to: &message)
        return message
    }

    private func planMentions() throws -> MentionPlan {
        guard (0...7).contains(draft.flags) else { throw APIError(.invalidProperty) }
        let flags = MessageFlags(rawValue: draft.flags)
        if flags.contains(.mentionsEveryone), !access.user.isBot { throw APIError(.isNotBot) }
        if draft.interactions.restrictsReactions, (draft.interactions.reactions ?? []).isEmpty {
            throw APIError(.invalidProperty)
        }
        return try MentionPlan(
            content: draft.content,
            flags: flags,
            access: access,
            settings: core.settings,
            now: core.clock()
        )
    }

    /// The targets that may be replied to, each once: those of this channel.
    ///
    /// Targets elsewhere are passed over without a word, because bots that post the same reply in several channels
    /// would fail otherwise.
    private func replies() async throws -> [(target: MessageReference, mentionsAuthor: Bool)] {
        guard draft.replies.count <= limits.messageReplies else {
            throw APIError(.tooManyReplies(max: limits.messageReplies))
        }
        let targets = try await core.messages.references(to: draft.replies.map(\.id))
        var replies: [(target: MessageReference, mentionsAuthor: Bool)] = []
        for intent in draft.replies {
            guard let target = targets[intent.id] else {
                if intent.failsIfMissing { throw APIError(.notFound) }
                continue
            }
            guard target.channel == access.channel.id else { continue }
            if let index = replies.firstIndex(where: { $0.target.id == target.id }) {
                replies[index].mentionsAuthor = replies[index].mentionsAuthor || intent.mentionsAuthor
            } else {
                replies.append((target, intent.mentionsAuthor))
            }
        }
        return replies
    }

    private func attachFiles(to message: inout Message) async throws {
        let claims = FileClaims(core: core, use: .message(message.id), user: access.user.id)
        do {
            let attachments = try await claims.take(draft.attachments)
            if !attachments.isEmpty { message.attachments = attachments }
            let embeds = try await claims.embeds(draft.embeds)
            if !embeds.isEmpty { message.embeds = embeds }
        } catch {
            await claims.giveBack(draft)
            throw error
        }
    }
}
