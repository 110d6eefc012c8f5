/// A login of an account.
public struct Session: StoredDocument, Equatable {
    /// Names the session without giving access, unlike its token.
    public var id: SessionID
    /// The user logged in.
    public var user: UserID
    /// What the client authenticates with; secret.
    public var token: String
    /// The name of the device or app, as it gave it.
    public var name: String
    /// The last login or gateway authentication.
    public var lastSeen: Timestamp
    /// The configured environment at login.
    public var origin: String?
    /// `{endpoint, p256dh, auth}` of a push subscription, kept as stored.
    public var subscription: Object?

    /// A login, without push by default.
    public init(
        id: SessionID,
        user: UserID,
        token: String,
        name: String,
        lastSeen: Timestamp,
        origin: String?,
        subscription: Object? = nil
    ) {
        self.id = id
        self.user = user
        self.token = token
        self.name = name
        self.lastSeen = lastSeen
        self.origin = origin
        self.subscription = subscription
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.init(
            id: try document.id("_id"),
            user: try document.id("user_id"),
            token: try document.string("token"),
            name: document.optionalString("name") ?? "Unknown",
            lastSeen: document.optionalTimestamp("last_seen") ?? Timestamp(milliseconds: 0),
            origin: document.optionalString("origin"),
            subscription: document.optionalObject("subscription")
        )
    }

    /// The document as stored.
    public var document: Object { object(.stored) }

    /// The whole session, token included, in one of its two spellings.
    public func object(_ form: DocumentForm) -> Object {
        var object: Object = [
            "_id": .string(id.rawValue), "user_id": .string(user.rawValue), "token": .string(token),
            "name": .string(name), "last_seen": form.time(lastSeen),
        ]
        object.append("origin", origin)
        object.append("subscription", subscription)
        return object
    }

    /// `{_id, name}` (schema `SessionInfo`).
    public var info: Object { ["_id": .string(id.rawValue), "name": .string(name)] }
}
