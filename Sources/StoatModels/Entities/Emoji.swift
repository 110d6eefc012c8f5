/// A custom emoji.
public struct Emoji: StoredDocument, Equatable {
    /// Equal to the id of its file.
    public var id: EmojiID
    /// The server it belongs to; `nil` once detached by deletion.
    public var server: ServerID?
    /// The user who uploaded it.
    public var creator: UserID
    /// What it is typed as, without colons.
    public var name: String
    /// Whether its picture moves.
    public var isAnimated: Bool
    /// Whether it is marked as age-restricted.
    public var isNSFW: Bool

    /// An emoji of a server, or a detached one where `server` is `nil`.
    public init(
        id: EmojiID,
        server: ServerID?,
        creator: UserID,
        name: String,
        isAnimated: Bool = false,
        isNSFW: Bool = false
    ) {
        self.id = id
        self.server = server
        self.creator = creator
        self.name = name
        self.isAnimated = isAnimated
        self.isNSFW = isNSFW
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.init(
            id: try document.id("_id"),
            server: try document.object("parent").optionalID("id"),
            creator: try document.id("creator_id"),
            name: try document.string("name"),
            isAnimated: document.bool("animated"),
            isNSFW: document.bool("nsfw")
        )
    }

    /// Stored and sent alike (schema `Emoji`).
    public var document: Object {
        var object: Object = ["_id": .string(id.rawValue)]
        if let server {
            object.append("parent", ["type": "Server", "id": .string(server.rawValue)])
        } else {
            object.append("parent", ["type": "Detached"])
        }
        object.append("creator_id", .string(creator.rawValue))
        object.append("name", .string(name))
        object.append("animated", ifTrue: isAnimated)
        object.append("nsfw", ifTrue: isNSFW)
        return object
    }
}
