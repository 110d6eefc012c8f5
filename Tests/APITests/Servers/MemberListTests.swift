import StoatMessaging
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Members of a server", .timeLimit(.minutes(3)))
struct MemberListTests {
    private func connect(_ caller: Caller, _ api: TestAPI) async {
        _ = await api.core.presence.connect(caller.id, session: .random())
    }

    @Test("come with their users, pairwise, by id, in two queries")
    func pairs() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            for index in 0..<20 {
                try await api.join(server.id, try await api.user("user\(index)", ageInHours: 2000 - index * 7))
            }
            // Somebody whose user is gone.
            _ = try await api.core.members.add(Member.ID(server: server.id, user: "GHOST"), at: TestAPI.now)
            _ = try await api.call(.get, "/servers/\(server.id)", as: owner)
            let answer = try await api.call(.get, "/servers/\(server.id)/members", as: owner)
            let members = answer.ok().objects("members").map { $0[path: "_id.user"]?.string }
            let users = answer.object.objects("users").map { $0["_id"]?.string }
            #expect(members == users)
            #expect(users.count == 21)
            #expect(users == users.sorted { ($0 ?? "") < ($1 ?? "") })
            #expect(answer.counts.calls == 2)
            let own = answer.object.objects("users").first { $0["_id"] == .string(owner.id.rawValue) }
            #expect(own?["relationship"] == "User")
            #expect(own?["relations"] == nil)
        }
    }

    @Test("that do not show as online are left out on request")
    func online() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let (offline, hidden) = (try await api.user("off"), try await api.user("hidden"))
            let (online, blocker) = (try await api.user("on"), try await api.user("blocker"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, offline, hidden, online, blocker)
            for caller in [owner, hidden, online, blocker] { await connect(caller, api) }
            try await api.change(.users, .id(hidden.id), Update().set("status", ["presence": "Invisible"]))
            try await api.change(
                .users,
                .id(owner.id),
                Update().set("relations", [.object(Relation(id: blocker.id, status: .blockedOther).object)])
            )
            let answer = try await api.call(.get, "/servers/\(server.id)/members?exclude_offline=true", as: owner)
            let users = answer.ok().objects("users").map { $0.optionalString("username") }
            #expect(Set(users) == ["ann", "on"])
            #expect(answer.object.objects("members").count == 2)
            for word in ["", "?exclude_offline=false", "?exclude_offline=1"] {
                let all = try await api.call(.get, "/servers/\(server.id)/members\(word)", as: owner)
                #expect(all.ok().objects("users").count == 5)
            }
        }
    }

    @Test("are answered one by one, with roles on request")
    func single() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let stranger = try await api.user("cal")
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            try await api.role("ROLE", in: server.id, holders: member)
            try await api.role("OTHER", in: server.id)
            let path = "/servers/\(server.id)/members/\(member.id)"
            let plain = try await api.call(.get, path, as: owner)
            #expect(plain.ok().keys == ["_id", "joined_at", "roles"])
            #expect(
                plain.object["_id"] == ["server": .string(server.id.rawValue), "user": .string(member.id.rawValue)]
            )
            let full = try await api.call(.get, path + "?roles=true", as: owner)
            #expect(full.ok()["member"] == .object(plain.object))
            #expect(try full.object.object("roles").keys == ["ROLE"])
            #expect(full.object[path: "roles.ROLE.rank"] == 0)

            let missing = try await api.call(.get, "/servers/\(server.id)/members/\(stranger.id)", as: owner)
            #expect(missing.summary == "404 NotFound")
        }
    }

    @Test("are shown to members only", arguments: ["members", "members/x", "emojis"])
    func refuses(what: String) async throws {
        try await TestAPI.run { api in
            let (owner, stranger) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            let path = "/servers/\(server.id)/\(what)"
            #expect(try await api.call(.get, path).status == 401)
            #expect(try await api.call(.get, path, as: stranger).summary == "404 NotFound")
            #expect(try await api.call(.get, "/servers/x/\(what)", as: owner).summary == "404 NotFound")
        }
    }
}

@Suite("Invites, emojis and acknowledging of a server", .timeLimit(.minutes(3)))
struct ServerListTests {
    @Test("Invites need ManageServer")
    func invites() async throws {
        try await TestAPI.run { api in
            let (owner, stranger) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            let invite = try await api.call(.post, "/channels/\(server.channels[0])/invites", as: owner)
            let path = "/servers/\(server.id)/invites"
            #expect(try await api.call(.get, path, as: owner).objects == [invite.ok()])
            let answer = try await api.call(.get, path, as: stranger)
            #expect(answer.summary == "403 MissingPermission(ManageServer)")
            #expect(try await api.call(.get, "/servers/x/invites", as: owner).summary == "404 NotFound")
        }
    }

    @Test("Emojis are listed in one query")
    func emojis() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let emoji = Emoji(id: "E1", server: server.id, creator: owner.id, name: "smile", isAnimated: true)
            let detached = Emoji(id: "E2", server: nil, creator: owner.id, name: "gone")
            for item in [emoji, detached] { try await api.core.store.insert(item.document, into: .emojis) }
            _ = try await api.call(.get, "/servers/\(server.id)", as: owner)
            let answer = try await api.call(.get, "/servers/\(server.id)/emojis", as: owner)
            #expect(answer.objects == [emoji.document])
            #expect(answer.counts.calls == 1)
        }
    }

    @Test("Acknowledging covers the channels that are visible and have messages")
    func acknowledges() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let bot = try await api.bot("robot", of: owner)
            let server = try await api.server(of: owner)
            let hidden = try await api.channel(in: server.id, as: owner)
            let shown = try await api.channel(in: server.id, as: owner)
            _ = try await api.channel(in: server.id, as: owner)
            try await api.join(server.id, member)
            try await api.change(
                .channels,
                .id(hidden.id),
                Update().set("default_permissions", ["a": 0, "d": 1_048_576]).set("last_message_id", "01H")
            )
            try await api.change(.channels, .id(shown.id), Update().set("last_message_id", "01S"))
            let path = "/servers/\(server.id)/ack"
            let answer = try await api.call(.put, path, as: member)
            answer.ok(204)
            let events = api.events()
            #expect(events.summaries == ["ChannelAck → users 1"])
            #expect(events[0].body["id"] == .string(shown.id.rawValue))
            #expect(events[0].body["message_id"] == "01S")
            #expect(try await api.call(.put, path, as: bot).summary == "400 IsBot")
            #expect(try await api.call(.put, "/servers/x/ack", as: member).summary == "404 NotFound")
            #expect(try await api.call(.put, path, as: try await api.user("cal")).summary == "404 NotFound")
        }
    }
}
