internal import StoatModels

/// A server as this process knows it: loaded once, kept current by the event stream, shared by all sessions.
struct ServerState {
    private(set) var snapshot: ServerSnapshot
    private(set) var channels: [ChannelID: ChannelSlot]
    private(set) var emojis: [EmojiSlot]
    /// Members, approximately: counted when loaded, then by joins and leaves.
    private var memberCount: Int
    private var encoded: WireDocument?

    /// A channel and, once somebody needed it, its wire object.
    struct ChannelSlot {
        var channel: Channel
        fileprivate(set) var document: WireDocument
    }

    struct EmojiSlot {
        let id: EmojiID
        let document: WireDocument
    }

    init(_ server: Server, channels: [Channel], emojis: [Emoji], memberCount: Int) {
        self.channels = Dictionary(
            channels.map { ($0.id, ChannelSlot(channel: $0, document: WireDocument($0.wire))) },
            uniquingKeysWith: { first, _ in first }
        )
        self.snapshot = ServerSnapshot(server, channels: self.channels.compactMapValues(\.channel.properties))
        self.emojis = emojis.map { EmojiSlot(id: $0.id, document: WireDocument($0.document)) }
        self.memberCount = memberCount
    }

    var server: Server { snapshot.server }

    /// The state as sessions need it.
    func transition(changingVisibility: Bool) -> ServerTransition {
        ServerTransition(
            snapshot: snapshot,
            changesVisibility: changingVisibility,
            channels: channels.mapValues(\.document)
        )
    }

    /// The server as clients see it.
    mutating func document() -> WireDocument {
        if let encoded { return encoded }
        let made = WireDocument(server.wire(memberCount: max(memberCount, 1)))
        encoded = made
        return made
    }

    /// Somebody joined or left.
    mutating func count(_ change: Int) {
        memberCount += change
        encoded = nil
    }

    /// A channel has a newer message.
    mutating func noteMessage(_ message: MessageID, in id: ChannelID) {
        guard var channel = channels[id]?.channel, (channel.lastMessageID ?? MessageID("")) < message else { return }
        channel.lastMessageID = message
        channels[id] = ChannelSlot(channel: channel, document: WireDocument(channel.wire))
    }

    /// Puts a channel in place of the one with its id, or adds it.
    ///
    /// - Returns: whether who sees what may have changed.
    mutating func put(_ channel: Channel) -> Bool {
        let old = channels[channel.id]?.channel.properties
        channels[channel.id] = ChannelSlot(channel: channel, document: WireDocument(channel.wire))
        guard let new = channel.properties else { return false }
        var server = self.server
        if !server.channels.contains(channel.id) { server.channels.append(channel.id) }
        let changes =
            old?.defaultPermissions != new.defaultPermissions || old?.rolePermissions != new.rolePermissions
            || old == nil
        replace(server, changingVisibility: changes)
        return changes
    }

    /// Removes a channel.
    mutating func removeChannel(_ id: ChannelID) {
        channels[id] = nil
        var server = self.server
        server.channels.removeAll { $0 == id }
        replace(server, changingVisibility: true)
    }

    /// Replaces the server's own properties.
    mutating func replace(_ server: Server, changingVisibility: Bool) {
        encoded = nil
        let properties = channels.compactMapValues(\.channel.properties)
        snapshot =
            changingVisibility
            ? ServerSnapshot(server, channels: properties, after: snapshot)
            : ServerSnapshot(server, channels: properties, sharingViewsOf: snapshot)
    }

    /// Puts an emoji in place of the one with its id, or adds it.
    mutating func put(_ emoji: EmojiID, _ object: Object) {
        let slot = EmojiSlot(id: emoji, document: WireDocument(object))
        if let index = emojis.firstIndex(where: { $0.id == emoji }) {
            emojis[index] = slot
        } else {
            emojis.append(slot)
        }
    }

    /// Removes an emoji.
    mutating func removeEmoji(_ id: EmojiID) { emojis.removeAll { $0.id == id } }
}

extension Channel {
    /// What only a server channel has.
    var properties: ServerChannel? {
        if case .text(let properties) = kind { properties } else { nil }
    }
}
