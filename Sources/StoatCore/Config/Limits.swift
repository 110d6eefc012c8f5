public import StoatModels

/// Limits that hold for everybody (`features.limits.global`).
public struct GlobalLimits: Sendable, Equatable {
    public var groupSize = 100
    public var messageEmbeds = 5
    public var messageReplies = 5
    public var messageReactions = 20
    public var serverEmoji = 100
    public var serverRoles = 200
    public var serverChannels = 200
    /// Hours after which an account counts as grown up.
    public var newUserHours = 72
    /// Largest body the file server takes, in bytes.
    public var bodyLimitSize = 20_000_000
    /// Those who may create servers; empty means everybody.
    public var restrictServerCreation: [UserID] = []

    public init() {}
}

/// Limits of one user, by the age of the account (`features.limits.new_user`, `.default`).
public struct UserLimits: Sendable, Equatable {
    public var outgoingFriendRequests = 10
    public var bots = 5
    /// Bytes of content and embed descriptions together.
    public var messageLength = 2000
    public var messageAttachments = 5
    public var servers = 100
    /// Hertz.
    public var voiceQuality = 16_000
    public var video = true
    public var videoResolution = [1280, 720]
    public var videoAspectRatio = [0.3, 2.5]
    /// Largest upload in bytes by tag.
    public var fileUploadSizeLimit: [String: Int] = [
        "attachments": 20_000_000, "avatars": 4_000_000, "backgrounds": 6_000_000, "icons": 2_500_000,
        "banners": 6_000_000, "emojis": 500_000,
    ]

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
    public var global = GlobalLimits()
    public var newUser = UserLimits.newUserDefaults
    public var `default` = UserLimits()

    public init() {}

    /// The limits of a user, by the time in the id.
    public func of(_ user: UserID, now: Timestamp = .now) -> UserLimits {
        guard let created = user.creationTime else { return `default` }
        return now.since(created) <= .seconds(global.newUserHours * 3600) ? newUser : `default`
    }
}
