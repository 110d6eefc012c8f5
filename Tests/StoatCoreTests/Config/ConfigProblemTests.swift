import Foundation
import Testing

@testable import StoatCore

@Suite("Configuration problems")
struct ConfigProblemTests {
    @Test(
        "name file, line and key",
        arguments: [
            ("\n[api.smtp]\n# port\nport = \"abc\"", 4, "api.smtp.port", "expected an integer, found text \"abc\""),
            ("[rabbit]\nport = 1.5", 2, "rabbit.port", "expected an integer, found number 1.5"),
            ("production = 1", 1, "production", "expected true or false, found integer 1"),
            ("files.s3.region = true", 1, "files.s3.region", "expected a text, found true"),
            ("database = 5", 1, "database", "expected a table"),
            ("[rabbit]\n\npassword = 12345", 3, "rabbit.password", "expected a text, found integer"),
            (
                "[a]\nb = \"\"\"\nport = 1\n\"\"\"\n[rabbit]\nport = []", 6, "rabbit.port",
                "expected an integer, found array"
            ),
            ("[files.preview]\nicons = [1]", 2, "files.preview.icons", "expected two numbers, found 1"),
            ("[api.listen]\nport = 70000", 2, "api.listen.port", "expected a port between 0 and 65535, found 70000"),
            (
                "hosts.api = \"chat.example.com\"", 1, "hosts.api",
                "expected an address that starts with http:// or https://"
            ),
            ("storage.driver = \"oracle\"", 1, "storage.driver", "expected one of auto, sqlite, mongodb"),
            (
                "[api.security]\ntrusted_proxies = [\"10.0.0.0/99\"]", 2, "api.security.trusted_proxies",
                "\"10.0.0.0/99\" is neither an address nor a network"
            ),
            ("files.encryption_key = \"short\"", 1, "files.encryption_key", "expected 32 bytes in base64"),
            ("[api.livekit.nodes.x]\nurl = \"http://l\"\nkey = \"k\"", 1, "api.livekit.nodes.x.secret", "must be set"),
        ] as [(String, Int, String, String)]
    )
    func errors(text: String, line: Int, key: String, message: String) throws {
        let result = try load(text)
        #expect(!result.isUsable)
        let problem = try #require(result.problems.first { $0.severity == .error })
        #expect(problem.key == key)
        #expect(problem.message == message)
        if key != "api.livekit.nodes.x.secret" {
            guard case .file(let file, let found) = problem.source else {
                Issue.record("no place")
                return
            }
            #expect(file.hasSuffix("/Revolt.toml"))
            #expect(found == line)
            #expect(problem.description.hasSuffix("/Revolt.toml:\(line): error: \(key): \(message)"))
        }
    }

    @Test("name the line of broken TOML")
    func syntax() throws {
        let result = try load("a = 1\nb = = 2\n")
        #expect(!result.isUsable)
        #expect(result.problems.first?.source?.description.hasSuffix("Revolt.toml:2") == true)
    }

    @Test(
        "warn of unknown keys with the nearest name",
        arguments: [
            ("[api.smtp]\nhots = \"x\"", 2, "api.smtp.hots", "api.smtp.host"),
            ("[database]\nmongo = \"x\"", 2, "database.mongo", "database.mongodb"),
            (
                "[features.limits.default]\nmesage_length = 1", 2, "features.limits.default.mesage_length",
                "features.limits.default.message_length"
            ),
            ("[api.vapid]\nprivate_key = \"x\"", 1, "api.vapid", "pushd.vapid"),
            ("[files]\ntenor_key = \"x\"", 2, "files.tenor_key", "api.security.tenor_key"),
            (
                "[api.livekit.nodes.x]\nurl=\"u\"\nkey=\"k\"\nsecret=\"s\"\nprivat=true", 5,
                "api.livekit.nodes.x.privat", nil
            ),
            ("zzzzzz = 1", 1, "zzzzzz", nil),
        ] as [(String, Int, String, String?)]
    )
    func unknown(text: String, line: Int, key: String, nearest: String?) throws {
        let result = try load(text)
        #expect(result.isUsable)
        let problem = try #require(result.problems.first { $0.key == key })
        #expect(problem.severity == .warning)
        #expect(problem.source?.description.hasSuffix(":\(line)") == true)
        if let nearest { #expect(problem.message == "unknown key; did you mean \(nearest)?") }
    }

    @Test("name the variable")
    func variables() throws {
        let result = try load("", environment: ["REVOLT__RABBIT__PORT": "many", "REVOLT__RABBIT__PROT": "1"])
        #expect(
            result.problems.map(\.description) == [
                "environment variable REVOLT__RABBIT__PORT: error: rabbit.port: expected an integer, found text \"many\"",
                "environment variable REVOLT__RABBIT__PROT: warning: rabbit.prot: unknown key; did you mean rabbit.port?",
            ]
        )
    }

    @Test("do not stop quoted numbers, which upstream reads")
    func quoted() throws {
        let result = try load("[rabbit]\nport = \"5673\"")
        #expect(result.isUsable)
        #expect(result.settings.rabbit.port == 5673)
        #expect(result.problems.map(\.severity) == [.warning])
    }

    @Test("do not arise from integers where numbers are expected")
    func integers() throws {
        let result = try load("[features.limits.default]\nvideo_aspect_ratio = [0.3, 10]\n[files]\nwebp_quality = 90")
        #expect(result.problems.isEmpty)
        #expect(result.settings.features.limits.default.videoAspectRatio == [0.3, 10])
    }

    @Test("do not arise from the file that upstream's generator writes")
    func generated() throws {
        let result = try load(
            """
            [hosts]
            app = "https://chat.example.com"
            api = "https://chat.example.com/api"
            events = "wss://chat.example.com/ws"
            autumn = "https://chat.example.com/autumn"
            january = "https://chat.example.com/january"
            gifbox = "https://chat.example.com/gifbox"

            [hosts.livekit]
            worldwide = "wss://chat.example.com/livekit"

            [api.livekit.nodes.worldwide]
            url = "http://livekit:7880"
            lat = 0.0
            lon = 0.0
            """,
            environment: [
                "REVOLT__API__LIVEKIT__NODES__WORLDWIDE__KEY": "k",
                "REVOLT__API__LIVEKIT__NODES__WORLDWIDE__SECRET": "s",
            ]
        )
        #expect(result.problems.isEmpty)
        #expect(!result.settings.isEmbedded)
        #expect(result.settings.database.mongodb == "mongodb://database")
        #expect(result.settings.hosts.livekit == ["worldwide": "wss://chat.example.com/livekit"])
    }
}
