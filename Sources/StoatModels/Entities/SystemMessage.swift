/// What the server itself says in a channel.
public enum SystemMessage: Sendable, Equatable {
    case text(String)
    case userAdded(UserID, by: UserID)
    case userRemoved(UserID, by: UserID)
    case userJoined(UserID)
    case userLeft(UserID)
    case userKicked(UserID)
    case userBanned(UserID)
    case channelRenamed(name: String, by: UserID)
    case channelDescriptionChanged(by: UserID)
    case channelIconChanged(by: UserID)
    case channelOwnershipChanged(from: UserID, to: UserID)
    case messagePinned(MessageID, by: UserID)
    case messageUnpinned(MessageID, by: UserID)
    case callStarted(by: UserID, finishedAt: Timestamp?)

    /// Reads the stored or sent object; `nil` for a type this version does not know.
    public init?(_ object: Object) {
        let id = object.optionalString("id") ?? ""
        let by = UserID(object.optionalString("by") ?? "")
        switch object.optionalString("type") {
        case "text": self = .text(object.optionalString("content") ?? "")
        case "user_added": self = .userAdded(UserID(id), by: by)
        case "user_remove": self = .userRemoved(UserID(id), by: by)
        case "user_joined": self = .userJoined(UserID(id))
        case "user_left": self = .userLeft(UserID(id))
        case "user_kicked": self = .userKicked(UserID(id))
        case "user_banned": self = .userBanned(UserID(id))
        case "channel_renamed": self = .channelRenamed(name: object.optionalString("name") ?? "", by: by)
        case "channel_description_changed": self = .channelDescriptionChanged(by: by)
        case "channel_icon_changed": self = .channelIconChanged(by: by)
        case "channel_ownership_changed":
            self = .channelOwnershipChanged(
                from: UserID(object.optionalString("from") ?? ""),
                to: UserID(object.optionalString("to") ?? "")
            )
        case "message_pinned": self = .messagePinned(MessageID(id), by: by)
        case "message_unpinned": self = .messageUnpinned(MessageID(id), by: by)
        case "call_started": self = .callStarted(by: by, finishedAt: object.optionalTimestamp("finished_at"))
        default: return nil
        }
    }

    /// The tagged object, stored and sent alike but for times.
    public func object(_ form: DocumentForm) -> Object {
        switch self {
        case .text(let content): ["type": "text", "content": .string(content)]
        case .userAdded(let user, let by): Self.about("user_added", user.rawValue, by: by)
        case .userRemoved(let user, let by): Self.about("user_remove", user.rawValue, by: by)
        case .userJoined(let user): ["type": "user_joined", "id": .string(user.rawValue)]
        case .userLeft(let user): ["type": "user_left", "id": .string(user.rawValue)]
        case .userKicked(let user): ["type": "user_kicked", "id": .string(user.rawValue)]
        case .userBanned(let user): ["type": "user_banned", "id": .string(user.rawValue)]
        case .channelRenamed(let name, let by):
            ["type": "channel_renamed", "name": .string(name), "by": .string(by.rawValue)]
        case .channelDescriptionChanged(let by): ["type": "channel_description_changed", "by": .string(by.rawValue)]
        case .channelIconChanged(let by): ["type": "channel_icon_changed", "by": .string(by.rawValue)]
        case .channelOwnershipChanged(let from, let to):
            ["type": "channel_ownership_changed", "from": .string(from.rawValue), "to": .string(to.rawValue)]
        case .messagePinned(let message, let by): Self.about("message_pinned", message.rawValue, by: by)
        case .messageUnpinned(let message, let by): Self.about("message_unpinned", message.rawValue, by: by)
        case .callStarted(let by, let finishedAt):
            ["type": "call_started", "by": .string(by.rawValue), "finished_at": finishedAt.map(form.time) ?? .null]
        }
    }

    private static func about(_ type: String, _ id: String, by: UserID) -> Object {
        ["type": .string(type), "id": .string(id), "by": .string(by.rawValue)]
    }
}
