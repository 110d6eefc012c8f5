/// A user's membership in a server.
public struct Member: StoredDocument, Equatable {
    /// The pair that names a membership; the stored `_id`, in this key order.
    public struct ID: Sendable, Hashable {
        /// The server joined.
        public let server: ServerID
        /// The user who joined.
        public let user: UserID

        /// The membership of `user` in `server`.
        public init(server: ServerID, user: UserID) {
            self.server = server
            self.user = user
        }

        /// Reads `{server, user}`.
        public init(_ object: Object) throws {
            self.init(server: try object.id("server"), user: try object.id("user"))
        }

        /// `{server, user}`.
        public var object: Object { ["server": .string(server.rawValue), "user": .string(user.rawValue)] }
    }

    /// Which user in which server.
    public var id: ID
    /// The moment of the latest joining.
    public var joinedAt: Timestamp
    /// Shown here instead of the user's name; `nil` shows that.
    public var nickname: String?
    /// Shown here instead of the user's pronouns; `nil` shows those.
    public var pronouns: String?
    /// Shown here instead of the user's avatar; `nil` shows that.
    public var avatar: File?
    /// Roles held, in no particular order.
    public var roles: [RoleID]
    /// Until when the member may only look.
    public var timeout: Timestamp?
    /// Whether the member may speak and show video in calls.
    public var canPublish: Bool
    /// Whether the member may hear and see others in calls.
    public var canReceive: Bool
    /// Set while the member is gone but a timeout is remembered; such a row is no membership.
    public var pendingDeletionAt: Timestamp?

    /// A new membership, without roles.
    public init(id: ID, joinedAt: Timestamp = .now) {
        self.id = id
        self.joinedAt = joinedAt
        self.roles = []
        self.canPublish = true
        self.canReceive = true
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.id = try ID(document.object("_id"))
        self.joinedAt = document.optionalTimestamp("joined_at") ?? Timestamp(milliseconds: 0)
        self.nickname = document.optionalString("nickname")
        self.pronouns = document.optionalString("pronouns")
        self.avatar = document.optionalObject("avatar").flatMap(File.init(lenient:))
        self.roles = document.ids("roles")
        self.timeout = document.optionalTimestamp("timeout")
        self.canPublish = document.bool("can_publish", default: true)
        self.canReceive = document.bool("can_receive", default: true)
        self.pendingDeletionAt = document.optionalTimestamp("pending_deletion_at")
    }

    /// The document as stored, with the mark of a remembered timeout.
    public var document: Object {
        var object = object(.stored)
        object.append("pending_deletion_at", pendingDeletionAt?.iso8601)
        return object
    }

    /// The membership as clients see it (schema `Member`).
    public var wire: Object { object(.wire) }

    private func object(_ form: DocumentForm) -> Object {
        var object: Object = ["_id": .object(id.object), "joined_at": form.time(joinedAt)]
        object.append("nickname", nickname)
        object.append("pronouns", pronouns)
        object.append("avatar", avatar?.object(form))
        object.append("roles", ifAny: roles)
        if let timeout { object.append("timeout", form.time(timeout)) }
        if !canPublish { object.append("can_publish", false) }
        if !canReceive { object.append("can_receive", false) }
        return object
    }

    /// Whether the member is timed out at a moment.
    public func isTimedOut(at now: Timestamp) -> Bool { timeout.map { $0 > now } ?? false }
}
