public import StoatModels

/// Everything that can be configured, as one tree that mirrors the keys of `Revolt.toml` in Swift spelling:
/// `features.mass_mentions_enabled` is `features.massMentionsEnabled`.
public struct Settings: Sendable {
    public var environment = "dev"
    public var hosts = Hosts()
    public var api = API()
    public var features = Features()

    public struct Hosts: Sendable {
        public var app = "http://local.revolt.chat"
        public var api = "http://local.revolt.chat/api"
        public var events = "ws://local.revolt.chat/ws"
        public var autumn = "http://local.revolt.chat/autumn"
        public var january = "http://local.revolt.chat/january"
        public var livekit: [String: String] = [:]
    }

    public struct API: Sendable {
        public var registration = Registration()
        public var smtp = SMTP()
        public var users = Users()
        public var rateLimits = RateLimits()

        /// Our addition: how requests are limited.
        public struct RateLimits: Sendable {
            public var window: Duration = .seconds(10)
            public var requests: [String: Int] = [:]
            public var exemptUsers: [UserID] = []
            public var exemptAddresses: [String] = []

            public init() {}
        }

        public struct Registration: Sendable { public var inviteOnly = false }
        public struct SMTP: Sendable { public var host = "" }
        public struct Users: Sendable {
            public var minUsernameLength = 2
            /// Milliseconds since the epoch.
            public var earlyAdopterCutoff: Int64?
        }
    }

    public struct Features: Sendable {
        public var webhooksEnabled = false
        public var massMentionsEnabled = true
        public var massMentionsSendNotifications = true
        public var limits = Limits()
    }

    public init() {}
}
