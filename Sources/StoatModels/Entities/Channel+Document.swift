extension Channel {
    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.id = try document.id("_id")
        // Upstream once stored the id with literal quotes after deleting the newest message.
        self.lastMessageID = document.optionalString("last_message_id").map { text in
            MessageID(text.trimmingQuotes)
        }
        switch try document.string("channel_type") {
        case "SavedMessages": self.kind = .savedMessages(user: try document.id("user"))
        case "DirectMessage":
            self.kind = .directMessage(isActive: document.bool("active"), recipients: document.ids("recipients"))
        case "Group": self.kind = .group(try Group(document))
        // VoiceChannel rows of old databases are text channels that allow calls.
        case "VoiceChannel":
            var channel = try ServerChannel(document)
            channel.voice = channel.voice ?? VoiceInformation()
            self.kind = .text(channel)
        case "TextChannel": self.kind = .text(try ServerChannel(document))
        default: throw DocumentError(path: "channel_type", expected: "known channel type")
        }
    }

    /// The document as stored.
    public var document: Object { object(.stored) }

    /// The channel as clients see it (schema `Channel`).
    public var wire: Object { object(.wire) }

    private func object(_ form: DocumentForm) -> Object {
        var object: Object = ["channel_type": .string(typeName), "_id": .string(id.rawValue)]
        switch kind {
        case .savedMessages(let user): object.append("user", .string(user.rawValue))
        case .directMessage(let isActive, let recipients):
            object.append("active", .bool(isActive))
            object.append("recipients", .strings(recipients))
            object.append("last_message_id", lastMessageID)
        case .group(let group):
            object.append("name", .string(group.name))
            object.append("owner", .string(group.owner.rawValue))
            object.append("description", group.description)
            object.append("recipients", .strings(group.recipients))
            object.append("icon", group.icon?.object(form))
            object.append("last_message_id", lastMessageID)
            object.append("permissions", integer: group.permissions)
            object.append("nsfw", ifTrue: group.isNSFW)
        case .text(let channel):
            object.append("server", .string(channel.server.rawValue))
            object.append("name", .string(channel.name))
            object.append("description", channel.description)
            object.append("icon", channel.icon?.object(form))
            object.append("last_message_id", lastMessageID)
            object.append("default_permissions", channel.defaultPermissions?.object)
            if !channel.rolePermissions.isEmpty {
                object.append("role_permissions", .object(channel.rolePermissionsObject))
            }
            object.append("nsfw", ifTrue: channel.isNSFW)
            object.append("voice", channel.voice?.object)
            object.append("slowmode", integer: channel.slowmodeSeconds)
        }
        return object
    }

    private var typeName: String {
        switch kind {
        case .savedMessages: "SavedMessages"
        case .directMessage: "DirectMessage"
        case .group: "Group"
        case .text: "TextChannel"
        }
    }
}

extension Channel.ServerChannel {
    /// The whole map of role overrides, sorted by role so that equal maps are written alike.
    public var rolePermissionsObject: Object {
        Object(rolePermissions.sorted { $0.key < $1.key }.map { ($0.key.rawValue, .object($0.value.object)) })
    }

    init(_ document: Object) throws {
        var overrides: [RoleID: PermissionOverride] = [:]
        for entry in document.optionalObject("role_permissions") ?? [:] {
            if let value = entry.value.object { overrides[RoleID(entry.key)] = PermissionOverride(value) }
        }
        self.init(
            server: try document.id("server"),
            name: try document.string("name"),
            description: document.optionalString("description"),
            icon: document.optionalObject("icon").flatMap(File.init(lenient:)),
            defaultPermissions: document.optionalObject("default_permissions").map(PermissionOverride.init),
            rolePermissions: overrides,
            isNSFW: document.bool("nsfw"),
            voice: document.optionalObject("voice").map {
                Channel.VoiceInformation(maxUsers: $0.optionalInteger("max_users"))
            },
            slowmodeSeconds: document.optionalInteger("slowmode")
        )
    }
}

extension Channel.Group {
    init(_ document: Object) throws {
        self.init(
            name: try document.string("name"),
            owner: try document.id("owner"),
            description: document.optionalString("description"),
            recipients: document.ids("recipients"),
            icon: document.optionalObject("icon").flatMap(File.init(lenient:)),
            permissions: document.optionalInteger("permissions"),
            isNSFW: document.bool("nsfw")
        )
    }
}

extension String {
    /// The text without double quotes at its ends.
    fileprivate var trimmingQuotes: String {
        var slice = self[...]
        while slice.first == "\"" { slice.removeFirst() }
        while slice.last == "\"" { slice.removeLast() }
        return String(slice)
    }
}
