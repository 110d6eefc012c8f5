import StoatCore
import StoatModels
import StoatStorage
import Testing

@Suite("Creating a server", .timeLimit(.minutes(3)))
struct CreateServerTests {
    @Test("makes a server with a channel, and its maker a member")
    func creates() async throws {
        try await TestAPI.run { api in
            let user = try await api.user("ann")
            let body: Object = ["name": "My server", "description": "", "nsfw": true]
            let answer = try await api.call(.post, "/servers/create", as: user, body)
            let server = try answer.ok().object("server")
            let channels = answer.object.objects("channels")
            let id: ServerID = try server.id("_id")

            #expect(server["owner"] == .string(user.id.rawValue))
            #expect(server["name"] == "My server")
            #expect(server["description"] == "")
            #expect(server["nsfw"] == true)
            #expect(server["default_permissions"] == 77_014_766_592)
            #expect(server["approximate_member_count"] == 1)
            #expect(server["roles"] == nil)
            #expect(server.ids("channels", of: ChannelID.self) == channels.compactMap { $0.optionalID("_id") })
            #expect(channels.map { $0["name"] } == ["General"])
            #expect(channels.map { $0["channel_type"] } == ["TextChannel"])

            let stored = try #require(try await api.stored(id))
            #expect(stored["approximate_member_count"] == nil)
            #expect(stored["flags"] == nil)
            let member = try await api.stored(Member.ID(server: id, user: user.id))
            #expect(member?.keys == ["_id", "joined_at"])

            let events = api.events()
            #expect(events.summaries == ["ServerMemberJoin → server", "ServerCreate → users 1"])
            #expect(events.last?.body["server"] == .object(server))
            #expect(events.last?.body["channels"] == .array(channels.map { .object($0) }))
            #expect(events.last?.body["emojis"] == [])
            #expect(events.last?.body["voice_states"] == [])
            #expect(events.first?.body["user"] == .string(user.id.rawValue))
        }
    }

    @Test("asks the store for the token, its user and the number of servers, and writes once")
    func operations() async throws {
        try await TestAPI.run { api in
            let user = try await api.user("ann")
            _ = try await api.call(.post, "/servers/create", as: user, ["name": "warm-up"])
            let answer = try await api.call(.post, "/servers/create", as: user, ["name": "counted"])
            #expect(answer.counts.calls == 2)
            #expect(answer.counts.writes == 3)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: Object?
        let expected: String
        var testDescription: String { expected }
    }

    static let refusals: [Refusal] = [
        Refusal(body: nil, expected: "400 FailedValidation"),
        Refusal(body: [:], expected: "422 FailedValidation"),
        Refusal(body: ["name": 1], expected: "422 FailedValidation"),
        Refusal(body: ["name": "x", "nsfw": "yes"], expected: "422 FailedValidation"),
        Refusal(body: ["name": ""], expected: "400 FailedValidation"),
        Refusal(body: ["name": .string(String(repeating: "é", count: 33))], expected: "400 FailedValidation"),
        Refusal(
            body: ["name": "x", "description": .string(String(repeating: "x", count: 1025))],
            expected: "400 FailedValidation"
        ),
    ]

    @Test("refuses unusable bodies", arguments: refusals)
    func refuses(refusal: Refusal) async throws {
        try await TestAPI.run { api in
            let user = try await api.user("ann")
            let answer = try await api.call(.post, "/servers/create", as: user, refusal.body)
            #expect(answer.summary == refusal.expected)
            #expect(try await api.count(.servers) == 0)
        }
    }

    @Test("counts 32 characters however many bytes they take")
    func longestName() async throws {
        try await TestAPI.run { api in
            let user = try await api.user("ann")
            let name = String(repeating: "👍", count: 32)
            try await api.call(.post, "/servers/create", as: user, ["name": .string(name)]).ok()
        }
    }

    @Test("refuses strangers, bots before limits, and those who are not listed before broken limits")
    func order() async throws {
        try await TestAPI.run(.with { $0.features.limits.global.restrictServerCreation = ["somebody"] }) { api in
            let user = try await api.user("ann")
            let bot = try await api.bot("robot", of: user)
            let path = "/servers/create"
            #expect(try await api.call(.post, path, nil).status == 401)
            #expect(try await api.call(.post, path, as: bot, ["name": ""]).summary == "400 IsBot")
            #expect(try await api.call(.post, path, as: bot, [:]).status == 422)
            #expect(try await api.call(.post, path, as: user, ["name": ""]).summary == "403 CantCreateServers")
        }
    }

    @Test("stops at the number of servers that a user may be in, left ones not counted")
    func tooMany() async throws {
        try await TestAPI.run(
            .with {
                $0.features.limits.default.servers = 2
                $0.features.limits.newUser.servers = 1
            }
        ) { api in
            let user = try await api.user("ann")
            let young = try await api.user("bea", ageInHours: 1)
            let first = try await api.server(of: user)
            _ = try await api.server(of: user)
            let answer = try await api.call(.post, "/servers/create", as: user, ["name": "x"])
            #expect(answer.summary == "400 TooManyServers(2)")
            #expect(try await api.call(.post, "/servers/create", as: user, ["name": ""]).status == 400)

            _ = try await api.server(of: young)
            let other = try await api.call(.post, "/servers/create", as: young, ["name": "x"])
            #expect(other.summary == "400 TooManyServers(1)")

            try await api.call(.delete, "/servers/\(first.id)", as: user).ok(204)
            try await api.call(.post, "/servers/create", as: user, ["name": "x"]).ok()
        }
    }
}
