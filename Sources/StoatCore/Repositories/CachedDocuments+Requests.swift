public import StoatMessaging
public import StoatModels
import StoatStorage

/// How each cached kind of document is named and found. Writers invalidate the same keys.
extension CachedDocuments.Request {
    /// The user with this id.
    public static func user(_ id: UserID) -> Self { Self(.user(id), in: .users, where: .id(id)) }

    /// The login session that a token opens.
    public static func session(token: String) -> Self {
        Self(.session(token: token), in: .sessions, where: .equals("token", .string(token)))
    }

    /// The bot that a token belongs to.
    public static func bot(token: String) -> Self {
        Self(.bot(token: token), in: .bots, where: .equals("token", .string(token)))
    }

    /// The server with this id.
    public static func server(_ id: ServerID) -> Self { Self(.server(id), in: .servers, where: .id(id)) }

    /// The channel with this id.
    public static func channel(_ id: ChannelID) -> Self { Self(.channel(id), in: .channels, where: .id(id)) }

    /// A membership, unless it only remembers a timeout of somebody who left.
    public static func member(_ id: Member.ID) -> Self {
        Self(
            .member(id),
            in: .serverMembers,
            where: .and([.equals("_id", .object(id.object)), .exists("pending_deletion_at", false)])
        )
    }
}

extension CacheKey {
    public static func user(_ id: UserID) -> CacheKey { CacheKey(.user, id.rawValue) }
    public static func session(token: String) -> CacheKey { CacheKey(.session, token) }
    public static func bot(token: String) -> CacheKey { CacheKey(.bot, token) }
    public static func server(_ id: ServerID) -> CacheKey { CacheKey(.server, id.rawValue) }
    public static func channel(_ id: ChannelID) -> CacheKey { CacheKey(.channel, id.rawValue) }
    public static func member(_ id: Member.ID) -> CacheKey {
        CacheKey(.member, id.server.rawValue + ":" + id.user.rawValue)
    }
}

extension CachedDocuments {
    /// One user, or `nil` when there is none.
    public func user(_ id: UserID) async throws -> User? { try await load(.user(id)).map(User.init(document:)) }
}
