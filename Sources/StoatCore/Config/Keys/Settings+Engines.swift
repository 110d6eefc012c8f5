extension Settings {
    /// Which engine holds the documents (`storage`).
    public struct Storage: SettingsSection {
        /// `auto`, `sqlite` or `mongodb`.
        public var driver = "auto"
        /// The folder of the SQLite database, of uploads and of generated secrets.
        public var dataDirectory = "./data"
        /// The name of the MongoDB database.
        public var mongodbName = "revolt"

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Which engine holds the documents.")
            section.key(
                "driver",
                &driver,
                "`sqlite`, `mongodb` or `auto`: MongoDB as soon as anything in `[database]`, `[rabbit]` or `[hosts]` is "
                    + "configured, SQLite otherwise.",
                example: "sqlite",
                isOurs: true
            )
            section.key(
                "data_directory",
                &dataDirectory,
                "Folder of the SQLite database, of files kept on disk and of generated secrets. `--data` overrides it.",
                example: "/var/lib/stoat",
                isOurs: true
            )
            section.key(
                "mongodb_name",
                &mongodbName,
                "Name of the MongoDB database; one in the connection URL only serves authentication.",
                isOurs: true
            )
        }
    }

    /// Which drivers carry events, tasks and the shared cache (`messaging`).
    public struct Messaging: SettingsSection {
        /// `auto`, `embedded` or `remote`.
        public var driver = "auto"

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("What carries events, tasks and shared state.")
            section.key(
                "driver",
                &driver,
                "`embedded` (this process), `remote` (RabbitMQ and Redis) or `auto`: remote with MongoDB, embedded with "
                    + "SQLite.",
                example: "embedded",
                isOurs: true
            )
        }
    }

    /// MongoDB and Redis (`database`).
    public struct Database: SettingsSection {
        /// The connection URL of MongoDB; empty for the embedded engine.
        public var mongodb = "mongodb://database"
        /// The connection URL of Redis.
        public var redis = "redis://redis/"
        /// A separate Redis for subscriptions, which this suite does not need.
        public var redisPubSub: String?

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("MongoDB and Redis.")
            section.key(
                "mongodb",
                &mongodb,
                "Connection URL of MongoDB. Empty means the embedded engine.",
                example: "mongodb://user:password@127.0.0.1:27017/?replicaSet=rs0",
                isSecret: true
            )
            section.key(
                "redis",
                &redis,
                "Connection URL of Redis or Valkey.",
                example: "redis://:password@127.0.0.1:6379/",
                isSecret: true
            )
            section.key(
                "redis_pubsub",
                &redisPubSub,
                "Accepted and ignored: events travel through RabbitMQ.",
                example: "redis://127.0.0.1:6380/",
                isSecret: true
            )
        }
    }

    /// RabbitMQ (`rabbit`).
    public struct Rabbit: SettingsSection {
        /// Host name or address.
        public var host = "rabbit"
        /// Port.
        public var port = 5672
        /// User.
        public var username = "rabbituser"
        /// Password.
        public var password = "rabbitpass"
        /// The virtual host.
        public var virtualHost = "/"
        /// The exchange of internal tasks.
        public var defaultExchange = "revolt.default"
        /// Names of queues.
        public var queues = Queues()

        init() {}

        /// Queues (`rabbit.queues`).
        public struct Queues: SettingsSection {
            /// The queue of read acknowledgements.
            public var acks = "internal.ack"

            init() {}

            mutating func bind(_ section: SettingsReader.Section) {
                section.summary("Names of queues.")
                section.key("acks", &acks, "Queue of read acknowledgements.")
            }
        }

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("RabbitMQ.")
            section.key("host", &host, "Host name or address.", example: "127.0.0.1")
            section.key("port", &port, "Port.")
            section.key("username", &username, "User.", example: "stoat")
            section.key("password", &password, "Password.", example: "secret", isSecret: true)
            section.key("virtual_host", &virtualHost, "Virtual host.", example: "stoat", isOurs: true)
            section.key("default_exchange", &defaultExchange, "Exchange of internal tasks.")
            section.table("queues", &queues)
        }
    }

    /// Public addresses, without a slash at the end (`hosts`).
    public struct Hosts: SettingsSection {
        /// The web client.
        public var app = "http://local.revolt.chat"
        /// The REST API.
        public var api = "http://local.revolt.chat/api"
        /// The gateway.
        public var events = "ws://local.revolt.chat/ws"
        /// The file server; empty when there is none.
        public var autumn = "http://local.revolt.chat/autumn"
        /// The link proxy; empty when there is none.
        public var january = "http://local.revolt.chat/january"
        /// The GIF search; empty when there is none.
        public var gifbox = ""
        /// Voice servers by node name.
        public var livekit: [String: String] = [:]

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary(
                "Addresses that clients use, without a slash at the end. An embedded instance defaults to its own "
                    + "listeners."
            )
            section.key(
                "app",
                &app,
                "Web client. Also the base of links in e-mails.",
                example: "https://chat.example.com"
            )
            section.key("api", &api, "REST API.", example: "https://chat.example.com/api")
            section.key("events", &events, "Gateway.", example: "wss://chat.example.com/ws")
            section.key(
                "autumn",
                &autumn,
                "File server. Empty reports the feature as disabled.",
                example: "https://chat.example.com/autumn"
            )
            section.key(
                "january",
                &january,
                "Link proxy. Empty reports the feature as disabled.",
                example: "https://chat.example.com/january"
            )
            section.key("gifbox", &gifbox, "GIF search.", example: "https://chat.example.com/gifbox")
            section.values(
                "livekit",
                &livekit,
                "Address of the voice server for clients, by node name. A node without one is not offered.",
                example: "wss://chat.example.com/livekit"
            )
            section.ignored("voso_legacy")
            section.ignored("voso_legacy_ws")
        }
    }
}
