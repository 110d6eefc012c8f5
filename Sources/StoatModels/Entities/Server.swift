/// A community with channels, roles and members.
public struct Server: StoredDocument, Equatable {
    /// Unique among servers.
    public var id: ServerID
    /// The member who may do everything in it.
    public var owner: UserID
    /// Shown to members and on invites.
    public var name: String
    /// Text about the server; `nil` when unset.
    public var description: String?
    /// Every channel, in the order shown where there are no categories.
    public var channels: [ChannelID]
    /// Headings over channels, in the order shown; `nil` when never set.
    public var categories: [Category]?
    /// Where joins, leaves, kicks and bans are announced; `nil` for nowhere.
    public var systemMessages: SystemMessageChannels?
    /// All roles, in the order stored; their rank is what counts.
    public var roles: [Role]
    /// Permission bits that every member has.
    public var defaultPermissions: Int64
    /// The server's picture; `nil` when unset.
    public var icon: File?
    /// A wide picture above the channel list; `nil` when unset.
    public var banner: File?
    /// Bits: 1 official, 2 verified.
    public var flags: Int32
    /// Whether it is marked as age-restricted.
    public var isNSFW: Bool
    /// Whether statistics are collected about it.
    public var hasAnalytics: Bool
    /// Whether the server's id works as an invite.
    public var isDiscoverable: Bool

    /// A server without roles, with the default permissions of new ones.
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

    /// Reads the stored document leniently.
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

    /// The document as stored.
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
    /// Unique within the server; chosen by the client.
    public var id: String
    /// The heading's text.
    public var title: String
    /// The channels under it, in the order shown.
    public var channels: [ChannelID]

    /// A heading over these channels.
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
    /// Where joins are announced; `nil` for nowhere.
    public var userJoined: ChannelID?
    /// Where leaves are announced; `nil` for nowhere.
    public var userLeft: ChannelID?
    /// Where kicks are announced; `nil` for nowhere.
    public var userKicked: ChannelID?
    /// Where bans are announced; `nil` for nowhere.
    public var userBanned: ChannelID?

    /// A channel for each announcement; `nil` silences it.
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
