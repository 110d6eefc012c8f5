/// A string that names one object of one kind.
///
/// Distinct types keep a user id from being used as a channel id.
///
/// Any text is accepted: routes answer `NotFound` for ids that exist nowhere, they never check the form.
public protocol Identifier: RawRepresentable<String>, Hashable, Sendable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral, Codable
{
    /// The id spelled `rawValue`; any text is accepted.
    init(rawValue: String)
}

extension Identifier {
    /// The id spelled `text`.
    public init(_ text: String) { self.init(rawValue: text) }
    /// The id spelled by a literal.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// The text itself.
    public var description: String { rawValue }
    /// Orders by bytes, which for ULIDs is the order of creation.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// When the id was made, for ids that are ULIDs; `nil` for other text.
    public var creationTime: Timestamp? { ULID(rawValue)?.timestamp }

    /// Reads a plain string.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Names an account, a user or a bot: the three share their ids.
public struct UserID: Identifier {
    /// The account's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The author of system messages.
    public static let system = UserID(rawValue: "00000000000000000000000000")
}

/// Names a server.
public struct ServerID: Identifier {
    /// The server's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names a channel of any type.
public struct ChannelID: Identifier {
    /// The channel's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names a message; ULIDs, so their order is the order of sending.
public struct MessageID: Identifier {
    /// The message's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names a role of a server.
public struct RoleID: Identifier {
    /// The role's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names a custom emoji; equals the id of its file.
public struct EmojiID: Identifier {
    /// The emoji's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names an uploaded file.
public struct FileID: Identifier {
    /// The file's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names a login session.
public struct SessionID: Identifier {
    /// The session's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The code of a channel invite.
public struct InviteCode: Identifier {
    /// The code as stored and sent.
    public let rawValue: String
    /// The invite of this code; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names a webhook.
public struct WebhookID: Identifier {
    /// The webhook's id as stored and sent.
    public let rawValue: String
    /// The id spelled `rawValue`; any text is accepted.
    public init(rawValue: String) { self.rawValue = rawValue }
}
