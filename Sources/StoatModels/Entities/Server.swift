/// A community with channels, roles and members.
public struct Server: StoredDocument, Equatable {
    public var id: ServerID
    public var owner: UserID
    public var name: String
    public var description: String?
    /// Every channel, in the order shown where there are no categories.
    public var channels: [ChannelID]
    public var categories: [Category]?
    public var systemMessages: SystemMessageChannels?
    public var roles: [Role]
    public var defaultPermissions: Int64
    public var icon: File?
    public var banner: File?
    public var flags: Int32
    public var isNSFW: Bool
    public var hasAnalytics: Bool
    /// Whether the server's id works as an invite.
    public var isDiscoverable: Bool

    public init(id: ServerID, owner: UserID, name: String, channels: [ChannelID]) {
        self.id = id
        self.owner = owner
        self.name = name
        self.channels = channels
        self.roles = []
        self.defaultPermissions = Int64(bitPattern: Permissions.serverDefault.rawValue)
        self.flags = 0
        self.isNSFW = false
        self.hasAnalytics = false
        self.isDiscoverable = false
    }

    public init(document: Object) throws {
        self.id = try document.id("_id")
        self.owner = try document.id("owner")
        self.name = try document.string("name")
        self.description = document.optionalString("description")
        self.channels = document.ids("channels")
        self.categories = document["categories"]?.array.map { $0.compactMap(\.object).map(Category.init) }
        self.systemMessages = document.optionalObject("system_messages").map(SystemMessageChannels.init)
        self.roles =
            document.optionalObject("roles")?.entries.compactMap { entry in
                entry.value.object.map { Role(id: RoleID(entry.key), $0) }
            } ?? []
        self.defaultPermissions = document.optionalInteger("default_permissions") ?? 0
        self.icon = document.optionalObject("icon").flatMap(File.init(lenient:))
        self.banner = document.optionalObject("banner").flatMap(File.init(lenient:))
        self.flags = Int32(truncatingIfNeeded: document.optionalInteger("flags") ?? 0)
        self.isNSFW = document.bool("nsfw")
        self.hasAnalytics = document.bool("analytics")
        self.isDiscoverable = document.bool("discoverable")
    }

    public var document: Object { object(.stored) }

    /// The server as clients see it (schema `Server`).
    public func wire(memberCount: Int) -> Object {
        var object = object(.wire)
        object.append("approximate_member_count", .int(Int64(memberCount)))
        return object
    }

    /// The server without its member count.
    public func object(_ form: DocumentForm) -> Object {
        var object: Object = ["_id": .string(id.rawValue), "owner": .string(owner.rawValue), "name": .string(name)]
        object.append("description", description)
        object.append("channels", .strings(channels))
        if let categories { object.append("categories", .array(categories.map { .object($0.object) })) }
        object.append("system_messages", systemMessages?.object)
        if !roles.isEmpty {
            object.append("roles", .object(Object(roles.map { ($0.id.rawValue, .object($0.object(form))) })))
        }
        object.append("default_permissions", .int(defaultPermissions))
        object.append("icon", icon?.object(form))
        object.append("banner", banner?.object(form))
        if flags != 0 { object.append("flags", form == .stored ? .int32(flags) : .int(Int64(flags))) }
        object.append("nsfw", ifTrue: isNSFW)
        object.append("analytics", ifTrue: hasAnalytics)
        object.append("discoverable", ifTrue: isDiscoverable)
        return object
    }

    /// The role with this id.
    public func role(_ id: RoleID) -> Role? { roles.first { $0.id == id } }
}

/// A heading over channels.
public struct Category: Sendable, Equatable {
    public var id: String
    public var title: String
    public var channels: [ChannelID]

    public init(id: String, title: String, channels: [ChannelID]) {
        self.id = id
        self.title = title
        self.channels = channels
    }

    init(_ object: Object) {
        self.init(
            id: object.optionalString("id") ?? "",
            title: object.optionalString("title") ?? "",
            channels: object.ids("channels")
        )
    }

    /// `{id, title, channels}`, stored and sent alike.
    public var object: Object {
        ["id": .string(id), "title": .string(title), "channels": .strings(channels)]
    }
}

/// Where the server's join, leave, kick and ban messages go.
public struct SystemMessageChannels: Sendable, Equatable {
    public var userJoined: ChannelID?
    public var userLeft: ChannelID?
    public var userKicked: ChannelID?
    public var userBanned: ChannelID?

    public init(
        userJoined: ChannelID? = nil,
        userLeft: ChannelID? = nil,
        userKicked: ChannelID? = nil,
        userBanned: ChannelID? = nil
    ) {
        self.userJoined = userJoined
        self.userLeft = userLeft
        self.userKicked = userKicked
        self.userBanned = userBanned
    }

    /// Reads the stored or sent object.
    public init(_ object: Object) {
        self.init(
            userJoined: object.optionalID("user_joined"),
            userLeft: object.optionalID("user_left"),
            userKicked: object.optionalID("user_kicked"),
            userBanned: object.optionalID("user_banned")
        )
    }

    /// The channels named, each key only where set.
    public var object: Object {
        var object = Object()
        object.append("user_joined", userJoined)
        object.append("user_left", userLeft)
        object.append("user_kicked", userKicked)
        object.append("user_banned", userBanned)
        return object
    }

    /// Every channel named.
    public var channels: [ChannelID] { [userJoined, userLeft, userKicked, userBanned].compactMap(\.self) }
}
