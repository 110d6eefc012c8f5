/// A place where messages are sent.
public struct Channel: StoredDocument, Equatable {
    /// Unique among channels of all kinds.
    public var id: ChannelID
    /// What it is, with the fields of that kind.
    public var kind: Kind
    /// The newest message, as far as recorded.
    public var lastMessageID: MessageID?

    /// What kind of place, with what only that kind has.
    public enum Kind: Sendable, Equatable {
        /// Notes to oneself.
        case savedMessages(user: UserID)
        /// Two people; `isActive` is false while closed.
        case directMessage(isActive: Bool, recipients: [UserID])
        case group(Group)
        case text(ServerChannel)
    }

    /// A channel of invited people without a server.
    public struct Group: Sendable, Equatable {
        /// Shown to the recipients.
        public var name: String
        /// Who may remove others and delete the group; one of the recipients.
        public var owner: UserID
        /// Text about the group; `nil` when unset.
        public var description: String?
        /// Everyone in the group, owner included.
        public var recipients: [UserID]
        /// The group's picture; `nil` when unset.
        public var icon: File?
        /// What recipients may do besides viewing; `nil` gives the default set.
        public var permissions: Int64?
        /// Whether it is marked as age-restricted.
        public var isNSFW: Bool

        /// A group with these people; `recipients` has to contain `owner`.
        public init(
            name: String,
            owner: UserID,
            description: String? = nil,
            recipients: [UserID],
            icon: File? = nil,
            permissions: Int64? = nil,
            isNSFW: Bool = false
        ) {
            self.name = name
            self.owner = owner
            self.description = description
            self.recipients = recipients
            self.icon = icon
            self.permissions = permissions
            self.isNSFW = isNSFW
        }
    }

    /// A channel of a server.
    public struct ServerChannel: Sendable, Equatable {
        /// The server it belongs to.
        public var server: ServerID
        /// Shown in the channel list.
        public var name: String
        /// The topic; `nil` when unset.
        public var description: String?
        /// The channel's picture; `nil` when unset.
        public var icon: File?
        /// What every member gains and loses here; `nil` changes nothing.
        public var defaultPermissions: PermissionOverride?
        /// What holders of a role gain and lose here.
        public var rolePermissions: [RoleID: PermissionOverride]
        /// Whether it is marked as age-restricted.
        public var isNSFW: Bool
        /// Present: calls are possible.
        public var voice: VoiceInformation?
        /// Seconds between two messages of one user; 0 is off.
        public var slowmodeSeconds: Int64?

        /// A text channel, with calls only if `voice` is given.
        public init(
            server: ServerID,
            name: String,
            description: String? = nil,
            icon: File? = nil,
            defaultPermissions: PermissionOverride? = nil,
            rolePermissions: [RoleID: PermissionOverride] = [:],
            isNSFW: Bool = false,
            voice: VoiceInformation? = nil,
            slowmodeSeconds: Int64? = nil
        ) {
            self.server = server
            self.name = name
            self.description = description
            self.icon = icon
            self.defaultPermissions = defaultPermissions
            self.rolePermissions = rolePermissions
            self.isNSFW = isNSFW
            self.voice = voice
            self.slowmodeSeconds = slowmodeSeconds
        }
    }

    /// The call settings of a server channel.
    public struct VoiceInformation: Sendable, Equatable {
        /// Largest number of participants; `nil` (or a stored 0) is unlimited.
        public var maxUsers: Int64?

        /// Call settings; a `maxUsers` of 0 reads as unlimited.
        public init(maxUsers: Int64? = nil) { self.maxUsers = maxUsers == 0 ? nil : maxUsers }

        /// `{max_users?}`.
        public var object: Object {
            var object = Object()
            object.append("max_users", integer: maxUsers)
            return object
        }
    }

    /// A channel of a kind, without messages by default.
    public init(id: ChannelID, kind: Kind, lastMessageID: MessageID? = nil) {
        self.id = id
        self.kind = kind
        self.lastMessageID = lastMessageID
    }
}

extension Channel {
    /// The server, for a server channel.
    public var server: ServerID? {
        if case .text(let channel) = kind { channel.server } else { nil }
    }

    /// The people of a direct message or group, or the owner of saved messages; empty for a server channel.
    public var recipients: [UserID] {
        switch kind {
        case .savedMessages(let user): [user]
        case .directMessage(_, let recipients): recipients
        case .group(let group): group.recipients
        case .text: []
        }
    }

    /// The other side of a direct message.
    public func otherRecipient(than user: UserID) -> UserID? {
        guard case .directMessage(_, let recipients) = kind else { return nil }
        return recipients.first { $0 != user } ?? recipients.first
    }

    /// Those who are to see what happens in the channel.
    public var audience: Audience {
        if let server { .channel(id, in: server) } else { .directChannel(id, recipients: recipients) }
    }

    /// Those who are to see changes of the channel itself: every member decides by visibility.
    public var updateAudience: Audience {
        if let server { .server(server) } else { .directChannel(id, recipients: recipients) }
    }
}
