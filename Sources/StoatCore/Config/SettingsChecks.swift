internal import Foundation

/// Checks that settings make sense, once, after reading.
enum SettingsChecks {
    typealias Report = (ConfigProblem.Severity, _ key: String, _ message: String) -> Void

    static func run(_ settings: Settings, report: Report) {
        numbers(settings, report)
        addresses(settings, report)
        secrets(settings, report)
        livekit(settings, report)
    }

    /// Checks what `auto` is resolved in afterwards.
    static func choices(_ settings: Settings, _ report: Report) {
        func check(_ key: String, _ value: String, _ allowed: [String]) {
            if !allowed.contains(value) { report(.error, key, "expected one of \(allowed.joined(separator: ", "))") }
        }
        check("storage.driver", settings.storage.driver, ["auto", "sqlite", "mongodb"])
        check("messaging.driver", settings.messaging.driver, ["auto", "embedded", "remote"])
        check("files.driver", settings.files.driver, ["auto", "folder", "s3"])
        check("gifbox.provider", settings.gifbox.provider, ["auto", "gifbox", "tenor", "none"])
        check("log.format", settings.log.format, ["text", "json"])
    }

    private static func numbers(_ settings: Settings, _ report: Report) {
        func port(_ key: String, _ value: Int?) {
            guard let value, !(0...65_535).contains(value) else { return }
            report(.error, key, "expected a port between 0 and 65535, found \(value)")
        }
        port("api.listen.port", settings.api.listen.port)
        port("bonfire.listen.port", settings.bonfire.listen.port)
        port("autumn.listen.port", settings.autumn.listen.port)
        port("january.listen.port", settings.january.listen.port)
        port("gifbox.listen.port", settings.gifbox.listen.port)
        port("operator.listen.port", settings.operator.listen.port)
        port("rabbit.port", settings.rabbit.port)
        port("api.smtp.port", settings.api.smtp.port)
        func pair(_ key: String, _ count: Int) {
            if count != 2 { report(.error, key, "expected two numbers, found \(count)") }
        }
        pair("files.limit.min_resolution", settings.files.limit.minResolution.count)
        for (tag, box) in settings.files.preview.boxes { pair("files.preview.\(tag)", box.count) }
        for (name, limits) in [
            ("new_user", settings.features.limits.newUser), ("default", settings.features.limits.default),
        ] {
            pair("features.limits.\(name).video_resolution", limits.videoResolution.count)
            pair("features.limits.\(name).video_aspect_ratio", limits.videoAspectRatio.count)
        }
        if settings.api.rateLimits.window < .milliseconds(100) {
            report(.error, "api.rate_limits.window", "expected at least a tenth of a second")
        }
        for (bucket, count) in settings.api.rateLimits.requests where count < 1 {
            report(.error, "api.rate_limits.requests.\(bucket)", "expected at least 1")
        }
        if settings.files.previewCacheSize < 0 {
            report(.error, "files.preview_cache_size", "expected a number of bytes")
        }
        if !(0...100).contains(settings.files.webpQuality) {
            report(.error, "files.webp_quality", "expected a number between 0 and 100")
        }
    }

    private static func addresses(_ settings: Settings, _ report: Report) {
        func url(_ key: String, _ value: String, _ schemes: [String]) {
            guard !value.isEmpty else { return }
            let parts = URLComponents(string: value)
            guard let scheme = parts?.scheme, schemes.contains(scheme), parts?.host?.isEmpty == false else {
                report(
                    .error,
                    key,
                    "expected an address that starts with \(schemes.map { "\($0)://" }.joined(separator: " or "))"
                )
                return
            }
            if value.hasSuffix("/") { report(.warning, key, "the slash at the end should go") }
        }
        url("hosts.app", settings.hosts.app, ["http", "https"])
        url("hosts.api", settings.hosts.api, ["http", "https"])
        url("hosts.autumn", settings.hosts.autumn, ["http", "https"])
        url("hosts.january", settings.hosts.january, ["http", "https"])
        url("gifbox.provider_url", settings.gifbox.providerURL, ["http", "https"])
        url("hosts.events", settings.hosts.events, ["ws", "wss"])
        func scheme(_ key: String, _ value: String, _ allowed: [String]) {
            if !allowed.contains(where: { value.hasPrefix($0) }) {
                report(.error, key, "expected an address that starts with \(allowed.joined(separator: " or "))")
            }
        }
        if !settings.isEmbedded {
            scheme("database.mongodb", settings.database.mongodb, ["mongodb://", "mongodb+srv://"])
        }
        if !settings.hasEmbeddedMessaging {
            scheme("database.redis", settings.database.redis, ["redis://", "unix://"])
        }
        let networks = [
            ("api.security.trusted_proxies", settings.api.security.trustedProxies),
            ("api.rate_limits.exempt_addresses", settings.api.rateLimits.exemptAddresses),
        ]
        for (key, texts) in networks {
            for text in texts where IPNetwork(text) == nil {
                report(.error, key, "\"\(text)\" is neither an address nor a network")
            }
        }
    }

    private static func secrets(_ settings: Settings, _ report: Report) {
        let key = settings.files.encryptionKey
        if !key.isEmpty, Data(base64Encoded: key)?.count != 32 {
            report(.error, "files.encryption_key", "expected 32 bytes in base64")
        }
        let hasPrivate = !settings.pushd.vapid.privateKey.isEmpty
        if hasPrivate != !settings.pushd.vapid.publicKey.isEmpty {
            let missing = hasPrivate ? "public_key" : "private_key"
            report(.error, "pushd.vapid.\(missing)", "the other half of the pair is missing")
        }
    }

    private static func livekit(_ settings: Settings, _ report: Report) {
        for (name, node) in settings.api.livekit.nodes.sorted(by: { $0.key < $1.key }) {
            for (key, value) in [("url", node.url), ("key", node.key), ("secret", node.secret)] where value.isEmpty {
                report(.error, "api.livekit.nodes.\(name).\(key)", "must be set")
            }
            if !node.isPrivate, settings.hosts.livekit[name] == nil {
                report(
                    .warning,
                    "api.livekit.nodes.\(name)",
                    "not offered to clients: hosts.livekit.\(name) is not set"
                )
            }
        }
    }
}
