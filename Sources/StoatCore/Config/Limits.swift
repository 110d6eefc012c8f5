public import StoatModels

/// Limits that hold for everybody (`features.limits.global`).
public struct GlobalLimits: Sendable, Equatable {
    /// Most people in a group.
    public var groupSize = 100
    /// Most embeds of a message.
    public var messageEmbeds = 5
    /// Most messages one can reply to at once.
    public var messageReplies = 5
    /// Most different reactions to a message.
    public var messageReactions = 20
    /// Most emojis of a server.
    public var serverEmoji = 100
    /// Most roles of a server.
    public var serverRoles = 200
    /// Most channels of a server.
    public var serverChannels = 200
    /// Hours after which an account counts as grown up.
    public var newUserHours = 72
    /// Largest body the file server takes, in bytes.
    public var bodyLimitSize = 20_000_000
    /// Those who may create servers; empty means everybody.
    public var restrictServerCreation: [UserID] = []

    /// The defaults.
    public init() {}
}

/// Limits of one user, by the age of the account (`features.limits.new_user`, `.default`).
public struct UserLimits: Sendable, Equatable {
    /// Most friend requests that wait for an answer.
    public var outgoingFriendRequests = 10
    /// Most bots a user owns.
    public var bots = 5
    /// Bytes of content and embed descriptions together.
    public var messageLength = 2000
    /// Most files of a message.
    public var messageAttachments = 5
    /// Most servers a user is in.
    public var servers = 100
    /// Hertz.
    public var voiceQuality = 16_000
    /// Whether a user may send video.
    public var video = true
    /// Largest width and height of video.
    public var videoResolution = [1280, 720]
    /// Smallest and largest ratio of width to height of video.
    public var videoAspectRatio = [0.3, 2.5]
    /// Largest upload in bytes by tag.
    public var fileUploadSizeLimit: [String: Int] = [
        "attachments": 20_000_000, "avatars": 4_000_000, "backgrounds": 6_000_000, "icons": 2_500_000,
        "banners": 6_000_000, "emojis": 500_000,
    ]

    /// The defaults.
    public init() {}

    /// The defaults for accounts younger than ``GlobalLimits/newUserHours``.
    public static var newUserDefaults: UserLimits {
        var limits = UserLimits()
        limits.outgoingFriendRequests = 5
        limits.bots = 2
        limits.servers = 50
        limits.videoResolution = [1080, 720]
        return limits
    }
}

/// All limits (`features.limits`).
public struct Limits: Sendable, Equatable {
    /// Limits that hold for everybody.
    public var global = GlobalLimits()
    /// Limits of accounts that count as new.
    public var newUser = UserLimits.newUserDefaults
    /// Limits of all other accounts.
    public var `default` = UserLimits()

    /// The defaults.
    public init() {}

    /// The limits of a user, by the time in the id.
    public func of(_ user: UserID, now: Timestamp = .now) -> UserLimits {
        guard let created = user.creationTime else { return `default` }
        return now.since(created) <= .seconds(global.newUserHours * 3600) ? newUser : `default`
    }
}
