/// Everything that can be configured, as one tree that mirrors the keys of `Revolt.toml` in Swift spelling:
/// `features.mass_mentions_enabled` is `features.massMentionsEnabled`.
///
/// Decoded and checked once, at start, by ``SettingsLoader``; each part of the suite receives its own subtree.
public struct Settings: SettingsSection {
    /// Whether this is a real instance: sample secrets are then refused while it is empty, and e-mails are branded.
    public var production = false
    /// Stored as the origin of sessions.
    public var environment = "dev"
    /// Whether the gateway keeps presence to itself.
    public var disableEvents = false
    /// Which engine holds the documents.
    public var storage = Storage()
    /// Which drivers carry events, tasks and the shared cache.
    public var messaging = Messaging()
    /// Logs.
    public var log = Log()
    /// Health and metrics for operators.
    public var `operator` = Operator()
    /// MongoDB and Redis.
    public var database = Database()
    /// RabbitMQ.
    public var rabbit = Rabbit()
    /// Public addresses.
    public var hosts = Hosts()
    /// The REST API and what it does.
    public var api = API()
    /// The gateway.
    public var bonfire = Bonfire()
    /// The file server.
    public var autumn = Autumn()
    /// The GIF search.
    public var gifbox = Gifbox()
    /// Push notifications.
    public var pushd = Pushd()
    /// The link proxy.
    public var january = January()
    /// Uploads.
    public var files = Files()
    /// Features and limits.
    public var features = Features()
    /// Error reporting.
    public var sentry = Sentry()

    /// The defaults.
    public init() {}

    mutating func bind(_ section: SettingsReader.Section) {
        section.key(
            "production",
            &production,
            "Marks a real instance. Sample secrets are refused while it is empty, and e-mails are branded. "
                + "Always on when `hosts.api` is an official address.",
            example: true
        )
        section.key("environment", &environment, "Stored as the origin of login sessions.", example: "production")
        section.key(
            "disable_events_dont_use",
            &disableEvents,
            "Stops the gateway from telling others who comes online."
        )
        section.table("storage", &storage)
        section.table("messaging", &messaging)
        section.table("log", &log)
        section.table("operator", &`operator`)
        section.table("database", &database)
        section.table("rabbit", &rabbit)
        section.table("hosts", &hosts)
        section.table("api", &api)
        section.table("bonfire", &bonfire)
        section.table("autumn", &autumn)
        section.table("gifbox", &gifbox)
        section.table("pushd", &pushd)
        section.table("january", &january)
        section.table("files", &files)
        section.table("features", &features)
        section.table("sentry", &sentry)
    }
}
