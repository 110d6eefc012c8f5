extension Settings {
    /// Where a listener listens (`….listen`).
    public struct Listen: SettingsSection {
        /// The address; `nil` for 127.0.0.1 when embedded and all addresses otherwise.
        public var host: String?
        /// The port; 0 asks for a free one.
        public var port = 0

        init() {}

        init(port: Int) { self.port = port }

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Where the listener listens.")
            section.key(
                "host",
                &host,
                "Address. Unset means 127.0.0.1 when embedded and 0.0.0.0 otherwise.",
                example: "0.0.0.0",
                isOurs: true
            )
            section.key("port", &port, "Port; 0 takes any free one.", isOurs: true)
        }
    }

    /// Health and metrics for operators (`operator`).
    public struct Operator: SettingsSection {
        /// Where they are served.
        public var listen = OperatorListen()

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Health and metrics for operators: `/health`, `/ready`, `/metrics`. Keep it private.")
            section.table("listen", &listen)
        }
    }

    /// Where health and metrics are served (`operator.listen`).
    public struct OperatorListen: SettingsSection {
        /// The address.
        public var host = "127.0.0.1"
        /// The port; `nil` for the first free one from 9100 on.
        public var port: Int?

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Where health and metrics are served.")
            section.key("host", &host, "Address.", example: "0.0.0.0", isOurs: true)
            section.key(
                "port",
                &port,
                "Port. Unset means 9100, or the next free one up to 9109 when several processes share a machine.",
                example: 9100,
                isOurs: true
            )
        }
    }

    /// Logs (`log`).
    public struct Log: SettingsSection {
        /// A level, or levels by component.
        public var level = "info"
        /// `text` or `json`.
        public var format = "text"

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Logs, written to standard error.")
            section.key(
                "level",
                &level,
                "`error`, `warning`, `info`, `debug` or `trace`; with levels per component after commas. "
                    + "`RUST_LOG` overrides it.",
                example: "info,api=debug",
                isOurs: true
            )
            section.key("format", &format, "`text` for people, `json` for machines.", example: "json", isOurs: true)
        }
    }

    /// The gateway (`bonfire`).
    public struct Bonfire: SettingsSection {
        /// Where the gateway listens.
        public var listen = Listen(port: 9000)
        /// Names this gateway among others that share a presence store.
        public var regionID = 0

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("The gateway.")
            section.table("listen", &listen)
            section.key(
                "region_id",
                &regionID,
                "Number of this gateway among several. Also `REGION_ID`.",
                example: 1,
                isOurs: true
            )
        }
    }

    /// The file server (`autumn`).
    public struct Autumn: SettingsSection {
        /// Where the file server listens.
        public var listen = Listen(port: 5000)

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("The file server; what it keeps and accepts is set under `files`.")
            section.table("listen", &listen)
        }
    }

    /// The GIF search (`gifbox`).
    public struct Gifbox: SettingsSection {
        /// Where the GIF search listens.
        public var listen = Listen(port: 5002)
        /// `auto`, `gifbox`, `tenor` or `none`.
        public var provider = "auto"
        /// Where the provider is asked; empty for its public address.
        public var providerURL = ""

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("The GIF search. The provider's key is `api.security.tenor_key`.")
            section.table("listen", &listen)
            section.key(
                "provider",
                &provider,
                "Who is asked for GIFs: `gifbox` (gifbox.me), `tenor`, `none`, or `auto`, gifbox.me as soon as there is a "
                    + "key.",
                example: "tenor",
                isOurs: true
            )
            section.key(
                "provider_url",
                &providerURL,
                "Address of the provider, or of any server that answers like version 2 of Tenor's API; one set here needs "
                    + "no key. Empty means the provider's own.",
                example: "https://gifs.example.com/v2",
                isOurs: true
            )
        }
    }

    /// Error reporting (`sentry`).
    public struct Sentry: SettingsSection {
        /// Addresses by process; empty ones report nothing.
        public var addresses: [String: String] = [:]

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Sentry addresses by process. Accepted; errors are reported through logs and metrics.")
            for process in ["api", "events", "voice_ingress", "files", "proxy", "pushd", "crond", "gifbox"] {
                var address = addresses[process] ?? ""
                section.key(
                    process,
                    &address,
                    "Address for this process. Empty means off.",
                    example: "https://key@sentry.example.com/1",
                    isSecret: true
                )
                addresses[process] = address
            }
        }
    }
}
