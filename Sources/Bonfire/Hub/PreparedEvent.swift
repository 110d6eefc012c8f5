internal import NIOCore
internal import StoatMessaging
internal import StoatModels
internal import Synchronization

/// An event on its way to sessions: applied to the shared state, and encoded at most once per format and variant.
///
/// Made by the director in the order of the stream; the loops share it.
final class PreparedEvent: Sendable {
    let id: ULID
    let kind: EventKind?
    let audience: Audience
    /// What the event does to sessions besides being sent to them.
    let effect: Effect
    /// The wire object as sent, `nil` when nothing had to look into it.
    let body: Object?
    let delivered: DeliveredEvent
    /// Whether ``body`` differs from what the bus delivered.
    private let isRewritten: Bool
    private let frames = Mutex<[(variant: Variant, format: WireFormat, frame: Frame)]>([])

    /// Who among the receivers an encoding is for.
    enum Variant: Sendable, Equatable {
        /// Everybody without a variant of their own.
        case common
        /// Those to whom the author of a message is this; `Message.user.relationship` says so.
        case author(RelationshipStatus)
        /// The sessions of the user whom a `UserUpdate` is about.
        case own
    }

    init(
        _ delivered: DeliveredEvent,
        body: Object? = nil,
        isRewritten: Bool = false,
        effect: Effect = .none
    ) {
        self.id = delivered.id
        self.kind = delivered.kind
        self.audience = delivered.audience
        self.delivered = delivered
        self.body = body
        self.isRewritten = isRewritten
        self.effect = effect
    }

    /// The frame for a variant; `nil` when the event cannot be encoded in the format (its JSON is broken).
    func frame(_ variant: Variant, _ format: WireFormat) -> Frame? {
        if let known = frames.withLock({ $0.first { $0.variant == variant && $0.format == format }?.frame }) {
            return known
        }
        // Two loops may encode the same at the same time; the first one's frame is kept.
        guard let made = encode(variant, format) else { return nil }
        return frames.withLock { frames in
            if let known = frames.first(where: { $0.variant == variant && $0.format == format }) { return known.frame }
            frames.append((variant, format, made))
            return made
        }
    }

    private func encode(_ variant: Variant, _ format: WireFormat) -> Frame? {
        if variant == .common, format == .json, !isRewritten { return Frame(delivered.json, format: .json) }
        // An event without a readable body reaches nobody; the director has logged it.
        guard let object = body ?? (try? delivered.body()) else { return nil }
        return Frame(format.encode(rendered(object, for: variant)), format: format)
    }

    private func rendered(_ object: Object, for variant: Variant) -> Object {
        switch variant {
        case .common: return kind == .userUpdate ? UserUpdateView.forOthers(object) : object
        case .own: return object
        case .author(let relation):
            guard let user = object["user"]?.object else { return object }
            let seen = user.setting("relationship", .string(relation.rawValue))
            return object.setting("user", .object(seen))
        }
    }
}

extension Object {
    /// This object with another value for a key.
    func setting(_ key: String, _ value: Value) -> Object {
        var copy = self
        copy[key] = value
        return copy
    }
}

extension WireFormat {
    /// The payload of a frame.
    func encode(_ object: Object) -> ByteBuffer {
        switch self {
        case .json: JSONWriter.encode(object)
        case .messagePack: MessagePackWriter.encode(object)
        }
    }
}

/// What an event does to sessions and tables of a loop besides being sent.
enum Effect: Sendable {
    case none
    /// The server changed; who sees what may have changed with it.
    case server(ServerTransition)
    /// A local user's roles changed.
    case roles(UserID, [RoleID], ServerTransition)
    /// A local user is now in a server that this process holds.
    case joined(UserID, [RoleID], ServerTransition)
    /// A local user left a server, after this event.
    case left(UserID, ServerID)
    /// The server is gone, after this event.
    case serverGone(ServerID)
    /// Who follows whom changed.
    case follow([FollowChange])
}

/// A local user begins or ceases to follow another, or is something else to them now.
struct FollowChange: Sendable, Equatable {
    let follower: UserID
    let followed: UserID
    /// `nil`: no longer followed.
    let relation: RelationshipStatus?
    /// Whether the other was not followed before.
    var isNew = false
}

/// A server after a change.
struct ServerTransition: Sendable {
    let snapshot: ServerSnapshot
    /// Whether anything changed that decides who sees which channel.
    let changesVisibility: Bool
    /// Every channel, as `ChannelCreate` would show it.
    let channels: [ChannelID: WireDocument]
}
