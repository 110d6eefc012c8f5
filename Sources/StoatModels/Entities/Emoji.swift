/// A custom emoji.
public struct Emoji: StoredDocument, Equatable {
    public var id: EmojiID
    /// The server it belongs to; `nil` once detached by deletion.
    public var server: ServerID?
    public var creator: UserID
    public var name: String
    public var isAnimated: Bool
    public var isNSFW: Bool

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
