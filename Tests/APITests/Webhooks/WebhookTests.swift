import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Webhooks", .timeLimit(.minutes(3)))
struct WebhookTests {
    private static let enabled: @Sendable (inout Settings) -> Void = { $0.features.webhooksEnabled = true }

    /// A channel of a server with a webhook of its owner; events are dropped.
    private struct Place {
        let owner: Caller
        let member: Caller
        let channel: ChannelID
        let id: String
        let token: String
        var path: String { "/webhooks/\(id)" }
        var secret: String { "/webhooks/\(id)/\(token)" }

        init(_ api: TestAPI) async throws {
            (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            channel = server.channels[0]
            let answer = try await api.call(.post, "/channels/\(channel)/webhooks", as: owner, ["name": "ci"])
            id = try answer.ok().string("id")
            token = try answer.object.string("token")
            _ = api.events()
        }
    }

    @Test("is made with an avatar; its token is told to those who manage it, and to nobody else")
    func creates() async throws {
        try await TestAPI.run(.with(Self.enabled)) { api in
            let place = try await Place(api)
            try await api.upload("A1", tag: "avatars")
            let path = "/channels/\(place.channel)/webhooks"
            let answer = try await api.call(.post, path, as: place.owner, ["name": "news", "avatar": "A1"])
            let id = try answer.ok().string("id")
            let token = try answer.object.string("token")
            #expect(token.utf8.count == 64)
            #expect(answer.object["permissions"] == 876_609_536)
            #expect(answer.object["creator_id"] == .string(place.owner.id.rawValue))
            #expect(answer.object["channel_id"] == .string(place.channel.rawValue))
            #expect(answer.object[path: "avatar._id"] == "A1")
            let event = try #require(api.events().first)
            #expect(event.summary == "WebhookCreate → channel")
            #expect(event.body["id"] == .string(id))
            #expect(event.body["token"] == .null)
            let file = try #require(try await api.core.store.findOne(.attachments, where: .id("A1" as FileID)))
            #expect(file["used_for"] == ["type": "WebhookAvatar", "id": .string(id)])

            let list = try await api.call(.get, path, as: place.owner).objects
            // The clock stands, so either may have the smaller id.
            #expect(list.compactMap { $0.optionalString("token") }.sorted() == [place.token, token].sorted())
            #expect(try await api.call(.get, path, as: place.member).summary == "403 MissingPermission(ManageWebhooks)")
            let seen: Object = [
                "id": .string(id), "name": "news", "avatar": "A1", "channel_id": .string(place.channel.rawValue),
                "permissions": 876_609_536,
            ]
            #expect(try await api.call(.get, "/webhooks/\(id)", as: place.member).ok() == seen)
            #expect(try await api.call(.get, "/webhooks/\(id)/\(token)").ok() == answer.object)
        }
    }

    /// Requests to make one that are refused, in the order of the checks.
    static let refusals: [(String, Object, String)] = [
        ("channel", ["name": ""], "400 FailedValidation"),
        ("channel", ["name": "x", "avatar": ""], "400 FailedValidation"),
        ("gone", ["name": "x"], "404 NotFound"),
        ("saved", ["name": "x"], "400 InvalidOperation"),
        ("channel", ["name": "x"], "403 MissingPermission(ManageWebhooks)"),
        ("group", ["name": "x", "avatar": "I1"], "404 NotFound"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(place: String, body: Object, expected: String) async throws {
        try await TestAPI.run(.with(Self.enabled)) { api in
            let known = try await Place(api)
            try await api.upload("I1")
            let channel =
                switch place {
                case "channel": known.channel
                case "saved": try await api.savedMessages(of: known.member).id
                case "group": try await api.group(of: known.member).id
                default: ChannelID("gone")
                }
            let answer = try await api.call(.post, "/channels/\(channel)/webhooks", as: known.member, body)
            #expect(answer.summary == expected)
            #expect(try await api.count(.channelWebhooks) == 1)
        }
    }

    @Test("is changed by those who manage it and by whoever has its token; old avatars stay")
    func edits() async throws {
        try await TestAPI.run(.with(Self.enabled)) { api in
            let place = try await Place(api)
            for avatar in ["A1", "A2"] { try await api.upload(FileID(rawValue: avatar), tag: "avatars") }
            let first = try await api.call(.patch, place.path, as: place.owner, ["name": "new", "avatar": "A1"])
            #expect(first.ok()["name"] == "new")
            #expect(first.object["token"] == .string(place.token))
            let event = try #require(api.events().first)
            #expect(event.summary == "WebhookUpdate → channel")
            #expect(event.body.optionalObject("data")?.keys == ["name", "avatar"])
            #expect(event.body["remove"] == [])
            // Rights are not for the token to give.
            let second = try await api.call(.patch, place.secret, as: nil, ["avatar": "A2", "permissions": 1])
            #expect(second.ok()[path: "avatar._id"] == "A2")
            #expect(second.object["permissions"] == 876_609_536)
            #expect(try await api.isDeleted("A1") == false)
            let third = try await api.call(.patch, place.secret, as: nil, ["remove": ["Avatar"]])
            #expect(third.ok()["avatar"] == nil)
            #expect(api.events().last?.body["remove"] == ["Avatar"])
            #expect(try await api.isDeleted("A2") == false)
            try await api.call(.patch, place.path, as: place.owner, ["permissions": 4_194_304]).ok()
            #expect(try await api.call(.get, place.secret).ok()["permissions"] == 4_194_304)
            _ = api.events()
            try await api.call(.patch, place.path, as: place.owner, [:]).ok()
            #expect(api.events().isEmpty)
        }
    }

    @Test("rights that one lacks cannot be given to it")
    func rights() async throws {
        try await TestAPI.run(.with(Self.enabled)) { api in
            let place = try await Place(api)
            let manager = try await api.user("mod")
            let channel = try Channel(document: try #require(try await api.stored(place.channel)))
            let server = try #require(channel.server)
            try await api.join(server, manager)
            try await api.role("HOOKS", in: server, allow: .manageWebhooks, holders: manager)
            let all: Object = ["permissions": .int(Int64(Permissions.grantAllSafe.rawValue))]
            let answer = try await api.call(.patch, place.path, as: manager, all)
            #expect(answer.summary == "403 CannotGiveMissingPermissions")
            try await api.call(.patch, place.path, as: manager, ["permissions": 0]).ok()
        }
    }

    @Test("is removed by those who manage it and by whoever has its token", arguments: [true, false])
    func deletes(byToken: Bool) async throws {
        try await TestAPI.run(.with(Self.enabled)) { api in
            let place = try await Place(api)
            if byToken {
                try await api.call(.delete, place.secret).ok(204)
            } else {
                try await api.call(.delete, place.path, as: place.owner).ok(204)
            }
            let events = api.events()
            #expect(events.summaries == ["WebhookDelete → channel"])
            #expect(events[0].body["id"] == .string(place.id))
            #expect(try await api.call(.get, place.secret).summary == "404 NotFound")
        }
    }

    @Test("strangers get nowhere, and a wrong token opens nothing")
    func strangers() async throws {
        try await TestAPI.run(.with(Self.enabled)) { api in
            let place = try await Place(api)
            let wrong = "\(place.path)/\(String(place.token.reversed()))"
            for method in [.get, .patch, .delete] as [Method] {
                let body: Object? = method == .patch ? ["name": "x"] : nil
                #expect(try await api.call(method, wrong, as: nil, body).summary == "401 NotAuthenticated")
                #expect(try await api.call(method, "/webhooks/gone/x", as: nil, body).summary == "404 NotFound")
                #expect(try await api.call(method, "/webhooks/gone", as: place.owner, body).summary == "404 NotFound")
            }
            #expect(
                try await api.call(.patch, place.path, as: place.member, ["name": "x"]).summary
                    == "403 MissingPermission(ManageWebhooks)"
            )
            #expect(
                try await api.call(.delete, place.path, as: place.member).summary
                    == "403 MissingPermission(ManageWebhooks)"
            )
            let stranger = try await api.user("cid")
            let seen = try await api.call(.get, place.path, as: stranger)
            #expect(seen.summary == "403 MissingPermission(ViewChannel)")
        }
    }

    @Test("an instance without webhooks has no routes for them but those of channels")
    func disabled() async throws {
        try await TestAPI.run(.with { $0.features.webhooksEnabled = false }) { api in
            let place = try await Place(api)
            #expect(try await api.call(.get, place.secret).summary == "404 NotFound")
            #expect(try await api.call(.get, place.path, as: place.owner).summary == "404 NotFound")
        }
    }
}
