/// How far a user has read a channel and where they were mentioned since.
public struct ChannelUnread: StoredDocument, Equatable {
    /// The channel read.
    public var channel: ChannelID
    /// The reader.
    public var user: UserID
    /// The newest message read; `nil` before the first.
    public var lastID: MessageID?
    /// Messages after it that mention the user.
    public var mentions: [MessageID]

    /// A reading position; without arguments, nothing read and no mentions.
    public init(channel: ChannelID, user: UserID, lastID: MessageID? = nil, mentions: [MessageID] = []) {
        self.channel = channel
        self.user = user
        self.lastID = lastID
        self.mentions = mentions
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        let id = try document.object("_id")
        self.channel = try id.id("channel")
        // Rows without a user are leftovers of a failed bulk upsert upstream; readers skip what throws.
        self.user = try id.id("user")
        self.lastID = document.optionalID("last_id")
        // Upstream stored the channel's id for mass mentions; it is no message.
        let channel = self.channel.rawValue
        self.mentions = document.ids("mentions", of: MessageID.self).filter { $0.rawValue != channel }
    }

    /// `{_id: {channel, user}, last_id?, mentions?}`, stored and sent alike (schema `ChannelUnread`).
    public var document: Object {
        var object: Object = ["_id": ["channel": .string(channel.rawValue), "user": .string(user.rawValue)]]
        object.append("last_id", lastID)
        object.append("mentions", ifAny: mentions)
        return object
    }
}
