import Foundation
import StoatModels
import Testing

@testable import StoatCore

@Suite("Configuration sources")
struct SettingsLoaderTests {
    @Test("without any are embedded and for this machine only")
    func nothing() throws {
        let result = try ConfigFolder().load()
        #expect(result.problems.isEmpty)
        #expect(result.settings.isEmbedded)
        #expect(result.settings.hasEmbeddedMessaging)
        #expect(result.settings.apiAddress == ListenAddress(host: "127.0.0.1", port: 8000))
        #expect(result.settings.bonfireAddress == ListenAddress(host: "127.0.0.1", port: 9000))
        #expect(result.settings.hosts.api == "http://127.0.0.1:8000")
        #expect(result.settings.hosts.events == "ws://127.0.0.1:9000")
        #expect(result.settings.autumnAddress == ListenAddress(host: "127.0.0.1", port: 5000))
        #expect(result.settings.hosts.autumn == "http://127.0.0.1:5000")
    }

    @Test("order: parents over children, overrides over files, the root's file last")
    func order() throws {
        let folder = try ConfigFolder([
            "Revolt.toml": "environment = \"root\"",
            "Revolt.overrides.toml": "rabbit.host = \"root-overrides\"\nenvironment = \"lost\"",
            "a/Revolt.toml": "rabbit.host = \"a\"\nrabbit.username = \"a\"\n[api.smtp]\nhost = \"a\"",
            "a/Revolt.overrides.toml": "rabbit.password = \"a\"\n[api.smtp]\nhost = \"a-overrides\"",
            "a/b/Revolt.toml": "rabbit.username = \"b\"\nrabbit.virtual_host = \"b\"",
        ])
        let result = folder.load(in: "a/b")
        #expect(result.settings.environment == "root")
        #expect(result.settings.rabbit.host == "root-overrides")
        #expect(result.settings.rabbit.username == "a")
        #expect(result.settings.rabbit.password == "a")
        #expect(result.settings.rabbit.virtualHost == "b")
        #expect(result.settings.api.smtp.host == "a-overrides")
        #expect(
            result.files.map { String($0.dropFirst(folder.path.count)) } == [
                "a/b/Revolt.toml", "a/Revolt.toml", "a/Revolt.overrides.toml", "Revolt.toml", "Revolt.overrides.toml",
            ]
        )
        let warning = result.problems.first { $0.key == "environment" }
        #expect(warning?.severity == .warning)
        #expect(warning?.message.contains("overridden") == true)
    }

    @Test("named on the command line stand alone, with their own overrides")
    func explicit() throws {
        let folder = try ConfigFolder([
            "Revolt.toml": "environment = \"found\"\nrabbit.host = \"found\"",
            "etc/my.toml": "environment = \"named\"",
            "etc/my.overrides.toml": "rabbit.username = \"override\"",
        ])
        let result = folder.load(file: "etc/my.toml")
        #expect(result.settings.environment == "named")
        #expect(result.settings.rabbit.username == "override")
        #expect(result.settings.rabbit.host == "rabbit")
        let missing = folder.load(file: "etc/none.toml")
        #expect(!missing.isUsable)
        #expect(missing.problems.first?.description.contains("none.toml: error: cannot read the file") == true)
    }

    @Test("from the environment override files, and short names override those")
    func environment() throws {
        let folder = try ConfigFolder([
            "Revolt.toml": "[database]\nmongodb = \"mongodb://file\"\nredis = \"redis://file/\"",
            "password": "from a file\n",
        ])
        let result = folder.load(environment: [
            "REVOLT__DATABASE__MONGODB": "mongodb://long", "MONGODB_URI": "mongodb://short",
            "revolt__database__redis": "redis://lower/",
            "REVOLT__RABBIT__PASSWORD_FILE": folder.path + "password",
            "REVOLT__API__LIVEKIT__NODES__WORLDWIDE__SECRET": "s",
            "REVOLT__API__LIVEKIT__NODES__WORLDWIDE__URL": "http://l",
            "REVOLT__API__LIVEKIT__NODES__WORLDWIDE__KEY": "k",
            "REVOLT__PRODUCTION": "yes", "REVOLT__FILES__BLOCKED_MIME_TYPES": #"["a/b","c/d"]"#,
            "REVOLT__API__SECURITY__TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1", "REVOLT__FILES__WEBP_QUALITY": "75",
            "REVOLT__FEATURES__LIMITS__DEFAULT__VIDEO_ASPECT_RATIO": "0.3,10", "API_PORT": "1234",
            "HOST": "0.0.0.0:14703", "ENABLE_INVITES": "true", "ENABLE_REGISTRATION": "0",
            "REVOLT__JANUARY__BLOCKED_DOMAINS": "",
        ])
        #expect(result.isUsable)
        let settings = result.settings
        #expect(settings.database.mongodb == "mongodb://short")
        #expect(settings.database.redis == "redis://lower/")
        #expect(settings.rabbit.password == "from a file")
        #expect(settings.api.livekit.nodes["worldwide"]?.secret == "s")
        #expect(settings.production)
        #expect(settings.files.blockedMIMETypes == ["a/b", "c/d"])
        #expect(settings.api.security.trustedProxies == ["10.0.0.0/8", "192.0.2.1"])
        #expect(settings.files.webpQuality == 75)
        #expect(settings.features.limits.default.videoAspectRatio == [0.3, 10])
        #expect(settings.api.listen.port == 1234)
        #expect(settings.bonfireAddress == ListenAddress(host: "0.0.0.0", port: 14_703))
        #expect(settings.api.registration.inviteOnly)
        #expect(!settings.api.registration.isEnabled)
        #expect(settings.january.blockedDomains.isEmpty)
        #expect(result.source(of: "database.mongodb") == .environment("MONGODB_URI"))
    }

    @Test("include upstream's test configuration")
    func testMode() throws {
        let folder = try ConfigFolder(["Revolt.test-overrides.toml": "rabbit.port = 5673"])
        let result = folder.load(environment: ["TEST_DB": "MONGODB"])
        #expect(result.isUsable)
        #expect(result.settings.environment == "test")
        #expect(result.settings.database.mongodb == "mongodb://localhost")
        #expect(result.settings.rabbit.port == 5673)
        #expect(result.settings.api.smtp.useTLS == false)
    }
}

@Suite("Choice of engines")
struct EngineChoiceTests {
    @Test(
        "follows what is configured",
        arguments: [
            ("", true), ("api.smtp.host = \"x\"", true), ("environment = \"x\"", true),
            ("[hosts]\napp = \"http://x\"", false),
            ("[rabbit]\nhost = \"x\"", false), ("[database]\nredis = \"redis://x\"", false),
            ("database.mongodb = \"\"", true), ("storage.driver = \"sqlite\"\n[hosts]\napp = \"http://x\"", true),
            ("storage.driver = \"mongodb\"", false),
        ]
    )
    func storage(text: String, isEmbedded: Bool) throws {
        let result = try load(text)
        #expect(result.isUsable)
        #expect(result.settings.isEmbedded == isEmbedded)
        #expect(result.settings.hasEmbeddedMessaging == isEmbedded)
    }

    @Test("is not changed by the example file as it stands")
    func example() throws {
        let result = try load(SettingsTable.shared.exampleFile())
        #expect(result.problems.isEmpty)
        #expect(result.settings.isEmbedded)
    }

    @Test("keeps configured addresses of an embedded instance")
    func hosts() throws {
        let settings = try load(
            "storage.driver = \"sqlite\"\nhosts.api = \"https://a.example/api\"\napi.listen.port = 81"
        ).settings
        #expect(settings.hosts.api == "https://a.example/api")
        #expect(settings.hosts.app == "http://127.0.0.1:81")
    }

    @Test("may differ for messaging")
    func messaging() throws {
        let settings = try load("storage.driver = \"sqlite\"\nmessaging.driver = \"remote\"").settings
        #expect(settings.isEmbedded)
        #expect(!settings.hasEmbeddedMessaging)
    }

    @Test("listens everywhere with servers")
    func addresses() throws {
        #expect(try load("storage.driver = \"mongodb\"").settings.apiAddress.host == "0.0.0.0")
        #expect(
            try load("storage.driver = \"mongodb\"\napi.listen.host = \"::1\"").settings.apiAddress.description
                == "[::1]:8000"
        )
    }
}
