import StoatModels
import Testing

@testable import StoatCore

@Suite("The root", .timeLimit(.minutes(3)))
struct RootTests {
    @Test("tells clients everything they read")
    func keys() async throws {
        func configure(_ settings: inout Settings) {
            settings.hosts.events = "wss://host/ws"
            settings.hosts.app = "https://app"
            settings.hosts.autumn = "https://host/autumn"
            settings.hosts.january = ""
            settings.pushd.vapid.publicKey = "vapid"
            settings.features.limits.global.restrictServerCreation = ["01SECRET"]
            settings.features.legalLinks.guidelines = "https://host/rules"
        }
        try await TestAPI.run(configure) { api in
            let root = try await api.call(.get, "/").ok()
            #expect(root.keys == ["revolt", "features", "ws", "app", "vapid", "build"])
            #expect(root["revolt"] == "0.15.1")
            #expect(root["ws"] == "wss://host/ws")
            #expect(root["app"] == "https://app")
            #expect(root["vapid"] == "vapid")
            #expect(
                try root.object("build").keys == [
                    "commit_sha", "commit_timestamp", "semver", "origin_url", "timestamp",
                ]
            )
            let features = try root.object("features")
            #expect(
                features.keys == [
                    "captcha", "email", "invite_only", "autumn", "january", "livekit", "limits", "legal_links",
                ]
            )
            #expect(features["autumn"] == ["enabled": true, "url": "https://host/autumn"])
            #expect(features["january"] == ["enabled": false, "url": ""])
            #expect(features["captcha"] == ["enabled": false, "key": ""])
            #expect(features["email"] == false)
            #expect(features["livekit"] == ["enabled": false, "nodes": []])
            #expect(try features.object("legal_links")["guidelines"] == "https://host/rules")
            let limits = try features.object("limits")
            #expect(limits.keys == ["global", "new_user", "default"])
            #expect(try limits.object("global")["restrict_server_creation"] == [])
            #expect(try limits.object("global")["body_limit_size"] == 20_000_000)
            #expect(try limits.object("new_user")["outgoing_friend_requests"] == 5)
            let normal = try limits.object("default")
            #expect(normal["video_resolution"] == [1280, 720])
            #expect(normal["video_aspect_ratio"] == [0.30000001192092896, 2.5])
            #expect(try normal.object("file_upload_size_limits")["emojis"] == 500_000)
        }
    }

    @Test("lists voice nodes that are public and have an address")
    func voice() async throws {
        func configure(_ settings: inout Settings) {
            settings.hosts.livekit = ["a": "wss://a", "secret": "wss://s"]
            for name in ["a", "lost", "secret"] {
                var node = Settings.API.LiveKit.Node()
                node.latitude = 1.5
                node.isPrivate = name == "secret"
                settings.api.livekit.nodes[name] = node
            }
        }
        try await TestAPI.run(configure) { api in
            let features = try await api.call(.get, "/").ok().object("features")
            #expect(
                features["livekit"] == [
                    "enabled": true, "nodes": [["name": "a", "lat": 1.5, "lon": 0.0, "public_url": "wss://a"]],
                ]
            )
        }
    }
}
