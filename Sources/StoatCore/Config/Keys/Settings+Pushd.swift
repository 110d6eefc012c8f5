extension Settings {
    /// Push notifications (`pushd`).
    public struct Pushd: SettingsSection {
        /// Chooses the suffix of queue names.
        public var production = true
        /// Members notified at a time.
        public var massMentionChunkSize = 200
        /// How long names are remembered.
        public var renderCacheTime: Duration = .seconds(60)
        /// The exchange of notifications.
        public var exchange = "revolt.notifications"
        /// The queue of messages.
        public var messageQueue = "notifications.origin.message"
        /// The queue of mass mentions.
        public var massMentionQueue = "notifications.origin.mass_mention"
        /// The queue of accepted friend requests.
        public var friendRequestAcceptedQueue = "notifications.ingest.fr_accepted"
        /// The queue of received friend requests.
        public var friendRequestReceivedQueue = "notifications.ingest.fr_received"
        /// The queue of calls.
        public var directCallQueue = "notifications.ingest.dm_call"
        /// The queue of other notifications.
        public var genericQueue = "notifications.ingest.generic"
        /// The queue of badge updates.
        public var ackQueue = "notifications.process.ack"
        /// Web push.
        public var vapid = VAPID()
        /// Android.
        public var fcm = FCM()
        /// Apple.
        public var apn = APN()

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Push notifications.")
            section.key(
                "production",
                &production,
                "Whether queue names end in `-prd` or `-tst`, so that two instances can share a broker.",
                example: false
            )
            section.key("mass_mention_chunk_size", &massMentionChunkSize, "Members notified at a time.")
            section.key("render_cache_time", &renderCacheTime, "Seconds that names in notifications are remembered.")
            section.key("exchange", &exchange, "Exchange of notifications.")
            section.key("message_queue", &messageQueue, "Queue of messages.")
            section.key("mass_mention_queue", &massMentionQueue, "Queue of mass mentions.")
            section.key("fr_accepted_queue", &friendRequestAcceptedQueue, "Queue of accepted friend requests.")
            section.key("fr_received_queue", &friendRequestReceivedQueue, "Queue of received friend requests.")
            section.key("dm_call_queue", &directCallQueue, "Queue of calls.")
            section.key("generic_queue", &genericQueue, "Queue of other notifications.")
            section.key("ack_queue", &ackQueue, "Queue of badge updates.")
            section.table("vapid", &vapid)
            section.table("fcm", &fcm)
            section.table("apn", &apn)
        }
    }
}

extension Settings.Pushd {
    /// Web push (`pushd.vapid`).
    public struct VAPID: SettingsSection {
        /// The queue of web push.
        public var queue = "notifications.outbound.vapid"
        /// The private key: PEM in base64.
        public var privateKey = SampleSecrets.vapidPrivateKey
        /// The public key: the uncompressed point in URL-safe base64.
        public var publicKey = SampleSecrets.vapidPublicKey

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary(
                "Web push. The default pair is public knowledge; an embedded instance makes its own, any other must set "
                    + "one."
            )
            section.key("queue", &queue, "Queue of web push.")
            section.key(
                "private_key",
                &privateKey,
                "Private key: a P-256 key as PEM, in base64 on one line.",
                isSecret: true
            )
            section.key("public_key", &publicKey, "Public key: the uncompressed point in URL-safe base64.")
        }
    }

    /// Android (`pushd.fcm`).
    public struct FCM: SettingsSection {
        /// The queue of Android push.
        public var queue = "notifications.outbound.fcm"
        /// The fields of a service account; `auth_uri` enables the service.
        public var account: [String: String] = [:]

        init() {}

        /// The names of the fields, as in the file that the service hands out.
        private static let fields = [
            "key_type", "project_id", "private_key_id", "private_key", "client_email", "client_id", "auth_uri",
            "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url",
        ]

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Android push: the fields of a service account's file. `auth_uri` enables it.")
            section.key("queue", &queue, "Queue of Android push.")
            for field in Self.fields {
                var value = account[field] ?? ""
                section.key(field, &value, "Field `\(field)` of the account's file.", isSecret: field == "private_key")
                account[field] = value
            }
        }
    }

    /// Apple (`pushd.apn`).
    public struct APN: SettingsSection {
        /// The queue of Apple push.
        public var queue = "notifications.outbound.apn"
        /// Whether the sandbox is used.
        public var sandbox = false
        /// The private key; it enables the service.
        public var pkcs8 = ""
        /// The key's id.
        public var keyID = ""
        /// The team's id.
        public var teamID = ""

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Apple push. `pkcs8` enables it.")
            section.key("queue", &queue, "Queue of Apple push.")
            section.key("sandbox", &sandbox, "Uses the sandbox.", example: true)
            section.key("pkcs8", &pkcs8, "Private key as PEM, in base64.", isSecret: true)
            section.key("key_id", &keyID, "Id of the key.", example: "ABC123DEFG")
            section.key("team_id", &teamID, "Id of the team.", example: "DEF123GHIJ")
        }
    }
}
