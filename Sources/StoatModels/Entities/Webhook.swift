/// An address that programs post messages to.
public struct Webhook: StoredDocument, Equatable {
    /// Unique; also the author of its messages.
    public var id: WebhookID
    /// What its messages are signed with.
    public var name: String
    /// Shown beside its messages; `nil` when unset.
    public var avatar: File?
    /// Who made it.
    public var creator: UserID
    /// Where its messages go.
    public var channel: ChannelID
    /// What it may do there.
    public var permissions: Permissions
    /// Whoever knows it may post; `nil` where nobody may.
    public var token: String?

    /// A webhook with the rights of a new one.
    public init(
        id: WebhookID,
        name: String,
        avatar: File? = nil,
        creator: UserID,
        channel: ChannelID,
        permissions: Permissions = .webhook,
        token: String?
    ) {
        self.id = id
        self.name = name
        self.avatar = avatar
        self.creator = creator
        self.channel = channel
        self.permissions = permissions
        self.token = token
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.init(
            id: try document.id("_id"),
            name: try document.string("name"),
            avatar: document.optionalObject("avatar").flatMap(File.init(lenient:)),
            creator: document.optionalID("creator_id") ?? .system,
            channel: try document.id("channel_id"),
            permissions: Permissions(
                rawValue: UInt64(bitPattern: document.optionalInteger("permissions") ?? 0)
            ),
            token: document.optionalString("token")
        )
    }

    /// The document as stored.
    public var document: Object { object(.stored, idKey: "_id", token: token) }

    /// The webhook as those see it who manage it (schema `Webhook`).
    ///
    /// - Parameter showsToken: whether the token is told; its key is there in any case.
    public func wire(showsToken: Bool) -> Object { object(.wire, idKey: "id", token: showsToken ? token : nil) }

    private func object(_ form: DocumentForm, idKey: String, token: String?) -> Object {
        var object = Object([(idKey, .string(id.rawValue)), ("name", .string(name))])
        object.append("avatar", avatar?.object(form))
        object.append("creator_id", .string(creator.rawValue))
        object.append("channel_id", .string(channel.rawValue))
        object.append("permissions", .int(Int64(bitPattern: permissions.rawValue)))
        object.append("token", token.map { .string($0) } ?? .null)
        return object
    }

    /// What everybody who views the channel may know (schema `ResponseWebhook`).
    public var publicWire: Object {
        [
            "id": .string(id.rawValue), "name": .string(name),
            "avatar": avatar.map { .string($0.id.rawValue) } ?? .null, "channel_id": .string(channel.rawValue),
            "permissions": .int(Int64(bitPattern: permissions.rawValue)),
        ]
    }
}
