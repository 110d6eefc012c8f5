import StoatModels
import StoatStorage

/// Stores a finished message together with what it causes for its readers, then tells them.
struct MessageDelivery {
    let core: Core

    /// Stores and publishes a message.
    ///
    /// One batch holds the unread mentions and, last, the message: once it can be seen, its mentions are noted, and
    /// after an answer nothing of it depends on this process. Only mass mentions follow as a durable task.
    ///
    /// - Parameters:
    ///   - wire: the message as the event carries it.
    ///   - excluded: recipients that get no unread mention besides the author.
    func deliver(
        _ message: Message,
        as wire: Object,
        in channel: Channel,
        excluding excluded: Set<UserID> = []
    ) async throws {
        let mentioned = Self.mentioned(by: message, in: channel).filter { !excluded.contains($0) }
        let reopens = channel.isClosed
        var writes: [Write] = [.insert(.messages, message.document)]
        if reopens { writes.insert(.update(.channels, .id(channel.id), Update().set("active", true)), at: 0) }
        try await core.unreads.mention(of: mentioned, by: message.id, in: channel.id, then: writes)
        if case .savedMessages = channel.kind {} else { core.lastMessages.note(message.id, in: channel.id) }
        if reopens { await core.documents.invalidate(.channel(channel.id)) }
        core.announce(.message(wire, in: channel))
        await MassMentions(core: core).note(message, in: channel)
    }

    /// Who gets an unread mention: the other recipients of a direct message or group, and in servers whoever is
    /// mentioned by name; nobody by a silent message.
    private static func mentioned(by message: Message, in channel: Channel) -> [UserID] {
        if message.flags?.contains(.suppressNotifications) == true { return [] }
        return switch channel.kind {
        case .savedMessages: []
        case .directMessage, .group: channel.recipients.filter { $0 != message.author }
        case .text: message.mentions
        }
    }
}

extension Channel {
    /// Whether this is a direct message that was closed; a new message opens it again.
    fileprivate var isClosed: Bool {
        if case .directMessage(let isActive, _) = kind { !isActive } else { false }
    }
}
