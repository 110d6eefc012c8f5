/// What a user says about being there.
public struct UserStatus: Sendable, Equatable {
    /// A line the user wrote; `nil` when unset.
    public var text: String?
    /// The presence chosen; `nil` follows the connection.
    public var presence: UserPresence?

    /// A status, unset by default.
    public init(text: String? = nil, presence: UserPresence? = nil) {
        self.text = text
        self.presence = presence
    }

    /// Reads a stored or sent status; unknown presences read as none.
    public init(_ object: Object) {
        self.text = object.optionalString("text")
        self.presence = object.optionalID("presence")
    }

    /// Whether there is nothing to store.
    public var isEmpty: Bool { text == nil && presence == nil }

    /// The status as `{text?, presence?}`.
    ///
    /// `hidingInvisible` drops the presence `Invisible`, as every view but the stored one does.
    public func object(hidingInvisible: Bool) -> Object {
        var object = Object()
        object.append("text", text)
        if !(hidingInvisible && presence == .invisible) { object.append("presence", presence) }
        return object
    }
}

/// The presence a user chose.
public enum UserPresence: String, Sendable, CaseIterable, Codable {
    case online = "Online"
    case idle = "Idle"
    case focus = "Focus"
    case busy = "Busy"
    case invisible = "Invisible"
}

/// The page a user shows to those who may see it.
public struct UserProfile: Sendable, Equatable {
    /// Text in Markdown; `nil` when unset.
    public var content: String?
    /// The picture behind it; `nil` when unset.
    public var background: File?

    /// A profile, unset by default.
    public init(content: String? = nil, background: File? = nil) {
        self.content = content
        self.background = background
    }

    /// Reads a stored or sent profile.
    public init(_ object: Object) {
        self.content = object.optionalString("content")
        self.background = object.optionalObject("background").flatMap(File.init(lenient:))
    }

    /// Whether there is nothing to store.
    public var isEmpty: Bool { content == nil && background == nil }

    /// `{content?, background?}`.
    public func object(_ form: DocumentForm) -> Object {
        var object = Object()
        object.append("content", content)
        object.append("background", background?.object(form))
        return object
    }
}
