public import StoatModels

extension Settings {
    /// The REST API and what it does (`api`).
    public struct API: SettingsSection {
        /// Where the API listens.
        public var listen = Listen(port: 8000)
        /// Who may sign up.
        public var registration = Registration()
        /// E-mail.
        public var smtp = SMTP()
        /// Abuse and trust.
        public var security = Security()
        /// How often callers may call.
        public var rateLimits = RateLimits()
        /// Background work.
        public var workers = Workers()
        /// Voice.
        public var livekit = LiveKit()
        /// Users.
        public var users = Users()
        /// Audit logs.
        public var auditLogs = AuditLogs()

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("The REST API.")
            section.table("listen", &listen)
            section.table("registration", &registration)
            section.table("smtp", &smtp)
            section.table("security", &security)
            section.table("rate_limits", &rateLimits)
            section.table("workers", &workers)
            section.table("livekit", &livekit)
            section.table("users", &users)
            section.table("audit_logs", &auditLogs)
        }
    }
}

extension Settings.API {
    /// Who may sign up (`api.registration`).
    public struct Registration: SettingsSection {
        /// Whether anyone may.
        public var isEnabled = true
        /// Whether an invite code is needed.
        public var inviteOnly = false

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Who may sign up.")
            section.key(
                "enabled",
                &isEnabled,
                "Whether new accounts can be made. Also `ENABLE_REGISTRATION`.",
                example: false,
                isOurs: true
            )
            section.key(
                "invite_only",
                &inviteOnly,
                "Whether signing up needs an account invite. Also `ENABLE_INVITES`.",
                example: true
            )
        }
    }

    /// E-mail (`api.smtp`).
    public struct SMTP: SettingsSection {
        /// The mail server; empty for no e-mail.
        public var host = ""
        /// User.
        public var username = ""
        /// Password.
        public var password = ""
        /// The sender.
        public var fromAddress = "noreply@example.com"
        /// Where answers go.
        public var replyTo: String?
        /// Port; the usual one of the transport when unset.
        public var port: Int?
        /// `false` for an unencrypted connection.
        public var useTLS: Bool?
        /// `true` for STARTTLS instead of implicit TLS.
        public var useSTARTTLS: Bool?
        /// Lifetimes of links.
        public var expiry = Expiry()

        init() {}

        /// Lifetimes of links (`api.smtp.expiry`).
        public struct Expiry: SettingsSection {
            /// Of verification links.
            public var verification: Duration = .seconds(604_800)
            /// Of password reset links.
            public var passwordReset: Duration = .seconds(86_400)
            /// Of account deletion links.
            public var accountDeletion: Duration = .seconds(86_400)

            init() {}

            mutating func bind(_ section: SettingsReader.Section) {
                section.summary("How long links in e-mails work.")
                section.key("expire_verification", &verification, "Seconds that a verification link works.")
                section.key("expire_password_reset", &passwordReset, "Seconds that a password reset link works.")
                section.key("expire_account_deletion", &accountDeletion, "Seconds that a deletion link works.")
            }
        }

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("E-mail. Without a host, accounts need no verification and no e-mail is sent.")
            section.key("host", &host, "Mail server. Empty disables e-mail.", example: "mail.example.com")
            section.key("username", &username, "User.", example: "stoat")
            section.key("password", &password, "Password.", example: "secret", isSecret: true)
            section.key("from_address", &fromAddress, "Sender.", example: "Stoat <noreply@example.com>")
            section.key("reply_to", &replyTo, "Where answers go.", example: "support@example.com")
            section.key("port", &port, "Port. Unset means the usual one of the transport.", example: 587)
            section.key("use_tls", &useTLS, "`false` sends without encryption, whatever else is set.", example: true)
            section.key("use_starttls", &useSTARTTLS, "STARTTLS instead of implicit TLS.", example: true)
            section.table("expiry", &expiry)
        }
    }

    /// Abuse and trust (`api.security`).
    public struct Security: SettingsSection {
        /// Whether `CF-Connecting-IP` is believed.
        public var trustCloudflare = false
        /// Networks whose forwarding headers are believed.
        public var trustedProxies = [
            "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7",
        ]
        /// A service that knows leaked passwords.
        public var easypwned = ""
        /// The key of the GIF provider.
        public var tenorKey = ""
        /// Keys of moderation tools.
        public var adminKeys: [String] = []
        /// hCaptcha.
        public var captcha = Captcha()
        /// An anti-abuse service.
        public var shield = Shield()

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Abuse and trust.")
            section.key(
                "trust_cloudflare",
                &trustCloudflare,
                "Believes `CF-Connecting-IP`. Only for instances that nobody can reach past Cloudflare.",
                example: true
            )
            section.key(
                "trusted_proxies",
                &trustedProxies,
                "Networks whose `X-Forwarded-For` is believed. The default is every private network.",
                example: ["10.0.0.0/8"],
                isOurs: true
            )
            section.key(
                "easypwned",
                &easypwned,
                "Address of a service that knows leaked passwords.",
                example: "http://easypwned:3342"
            )
            section.key("tenor_key", &tenorKey, "Key of the GIF provider.", example: "key", isSecret: true)
            section.key(
                "admin_keys",
                &adminKeys,
                "Keys that moderation tools may use.",
                example: ["a-long-random-key"],
                isSecret: true
            )
            section.ignored("authifier_shield_key")
            section.ignored("voso_legacy_token")
            section.table("captcha", &captcha)
            section.table("shield", &shield)
        }

        /// hCaptcha (`api.security.captcha`).
        public struct Captcha: SettingsSection {
            /// The secret; empty for no captcha.
            public var hcaptchaKey = ""
            /// The public key.
            public var hcaptchaSitekey = ""

            init() {}

            mutating func bind(_ section: SettingsReader.Section) {
                section.summary("hCaptcha on sign-up.")
                section.key(
                    "hcaptcha_key",
                    &hcaptchaKey,
                    "Secret key. Empty disables captchas.",
                    example: "0x0000",
                    isSecret: true
                )
                section.key("hcaptcha_sitekey", &hcaptchaSitekey, "Public key.", example: "site-key")
            }
        }

        /// An anti-abuse service (`api.security.shield`).
        public struct Shield: SettingsSection {
            /// Its address; empty for none.
            public var host = ""
            /// Its key.
            public var key = ""

            init() {}

            mutating func bind(_ section: SettingsReader.Section) {
                section.summary("Anti-abuse service asked on sign-up.")
                section.key("host", &host, "Address. Empty means none.", example: "https://shield.example.com")
                section.key("key", &key, "Key.", example: "secret", isSecret: true)
            }
        }
    }

    /// How often callers may call (`api.rate_limits`).
    public struct RateLimits: SettingsSection {
        /// Whether anything is counted.
        public var isEnabled = true
        /// The length of a window.
        public var window: Duration = .seconds(10)
        /// Requests per window by bucket; buckets that are not named keep their default.
        public var requests: [String: Int] = [:]
        /// Users and bots that are never counted.
        public var exemptUsers: [UserID] = []
        /// Networks that are never counted.
        public var exemptAddresses: [String] = []

        /// The defaults.
        public init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("How often callers may call.")
            section.key("enabled", &isEnabled, "Whether requests are counted.", example: false, isOurs: true)
            section.key("window", &window, "Seconds of a window.", isOurs: true)
            section.key(
                "exempt_users",
                &exemptUsers,
                "Users and bots that are never counted.",
                example: ["01H00000000000000000000000"],
                isOurs: true
            )
            section.key(
                "exempt_addresses",
                &exemptAddresses,
                "Networks that are never counted.",
                example: ["192.0.2.0/24"],
                isOurs: true
            )
            var requests = Requests(counts: self.requests)
            section.table("requests", &requests)
            self.requests = requests.counts
        }

        private struct Requests: SettingsSection {
            var counts: [String: Int] = [:]

            init() {}

            init(counts: [String: Int]) { self.counts = counts }

            mutating func bind(_ section: SettingsReader.Section) {
                section.summary("Requests per window, by bucket.")
                for bucket in RateLimitBucket.Name.allCases {
                    var count = counts[bucket.rawValue] ?? bucket.defaultLimit
                    section.key(bucket.rawValue, &count, "Requests in bucket `\(bucket.rawValue)`.", isOurs: true)
                    counts[bucket.rawValue] = count
                }
            }
        }
    }

    /// Background work (`api.workers`).
    public struct Workers: SettingsSection {
        /// Link previews fetched at a time.
        public var maxConcurrentConnections = 50

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Background work.")
            section.key("max_concurrent_connections", &maxConcurrentConnections, "Link previews fetched at a time.")
        }
    }

    /// Voice (`api.livekit`).
    public struct LiveKit: SettingsSection {
        /// How long a call rings.
        public var callRingDuration: Duration = .seconds(30)
        /// Voice servers by name.
        public var nodes: [String: Node] = [:]

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Voice.")
            section.key("call_ring_duration", &callRingDuration, "Seconds that a call rings.")
            section.tables("nodes", &nodes)
        }

        /// One voice server (`api.livekit.nodes.<name>`).
        public struct Node: SettingsSection {
            /// Its address for this server.
            public var url = ""
            /// Latitude.
            public var latitude = 0.0
            /// Longitude.
            public var longitude = 0.0
            /// Its API key.
            public var key = ""
            /// Its API secret.
            public var secret = ""
            /// Whether it is not announced.
            public var isPrivate = false

            init() {}

            mutating func bind(_ section: SettingsReader.Section) {
                section.summary("A voice server. Its name is the one in `[hosts.livekit]` and in its webhook's path.")
                section.key("url", &url, "Address for this server.", example: "http://livekit:7880")
                section.key("lat", &latitude, "Latitude, for clients to choose the nearest.", example: 52.5)
                section.key("lon", &longitude, "Longitude.", example: 13.4)
                section.key("key", &key, "API key.", example: "worldwide")
                section.key("secret", &secret, "API secret.", example: "secret", isSecret: true)
                section.key("private", &isPrivate, "Whether it is not announced to clients.", example: true)
            }
        }
    }

    /// Users (`api.users`).
    public struct Users: SettingsSection {
        /// Shorter names are padded.
        public var minUsernameLength = 2
        /// Milliseconds since the epoch.
        public var earlyAdopterCutoff: Int64?

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Users.")
            section.key("min_username_length", &minUsernameLength, "Shortest name; shorter ones are padded with `_`.")
            section.key(
                "early_adopter_cutoff",
                &earlyAdopterCutoff,
                "Accounts made before this moment, in milliseconds since 1970, get a badge.",
                example: 1_629_638_578_431
            )
        }
    }

    /// Audit logs (`api.audit_logs`).
    public struct AuditLogs: SettingsSection {
        /// How long entries are kept.
        public var expiresAfter: Duration = .seconds(2_592_000)

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Audit logs.")
            section.key("expires_after", &expiresAfter, "Seconds that entries are kept.")
        }
    }
}
