/// A code that lets people into a server or group.
public struct Invite: StoredDocument, Equatable {
    /// What people type or follow; the stored `_id`.
    public var code: InviteCode
    /// The user who made it.
    public var creator: UserID
    /// The channel it leads to.
    public var channel: ChannelID
    /// The server, unless it leads into a group.
    public var server: ServerID?

    /// An invite into a channel; `server` is `nil` for a group.
    public init(code: InviteCode, creator: UserID, channel: ChannelID, server: ServerID?) {
        self.code = code
        self.creator = creator
        self.channel = channel
        self.server = server
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.init(
            code: try document.id("_id"),
            creator: try document.id("creator"),
            channel: try document.id("channel"),
            server: try document.string("type") == "Server" ? document.id("server") : nil
        )
    }

    /// `{type, _id, server?, creator, channel}`, stored and sent alike (schema `Invite`).
    public var document: Object {
        var object: Object = ["type": server == nil ? "Group" : "Server", "_id": .string(code.rawValue)]
        object.append("server", server)
        object.append("creator", .string(creator.rawValue))
        object.append("channel", .string(channel.rawValue))
        return object
    }
}
