import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Invites", .timeLimit(.minutes(3)))
struct InviteTests {
    private func invite(to channel: ChannelID, as user: Caller, in api: TestAPI) async throws -> String {
        try await api.call(.post, "/channels/\(channel)/invites", as: user).ok().string("_id")
    }

    @Test("are made by those who may invite others")
    func creates() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let bot = try await api.bot("robot", of: ann)
            let server = try await api.server(of: ann)
            let path = "/channels/\(server.channels[0])/invites"
            let answer = try await api.call(.post, path, as: ann, [:])
            let code = try answer.ok().string("_id")
            #expect(
                answer.object == [
                    "type": "Server", "_id": .string(code), "server": .string(server.id.rawValue),
                    "creator": .string(ann.id.rawValue), "channel": .string(server.channels[0].rawValue),
                ]
            )
            #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{8}/) != nil)
            #expect(api.events().isEmpty)
            #expect(try await api.call(.post, path, as: bot).summary == "400 IsBot")
            #expect(try await api.call(.post, path, as: bea).summary == "403 MissingPermission(InviteOthers)")
            #expect(try await api.call(.post, "/channels/x/invites", as: ann).summary == "404 NotFound")

            let group = try await api.group(of: ann, with: bea)
            let other = try await api.call(.post, "/channels/\(group.id)/invites", as: bea).ok()
            #expect(other.keys == ["type", "_id", "creator", "channel"])
            #expect(other["type"] == "Group")
        }
    }

    @Test("show where they lead, to anybody")
    func fetches() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: ann, "place")
            try await api.change(.servers, .id(server.id), Update().set("flags", .int32(1)))
            let code = try await invite(to: server.channels[0], as: ann, in: api)
            let answer = try await api.call(.get, "/invites/\(code)")
            #expect(
                answer.ok().hasSameMembers(as: [
                    "type": "Server", "code": .string(code), "server_id": .string(server.id.rawValue),
                    "server_name": "place", "server_flags": 1, "member_count": 1,
                    "channel_id": .string(server.channels[0].rawValue), "channel_name": "General", "user_name": "ann",
                ])
            )
            let group = try await api.group(of: ann, with: bea)
            let other = try await invite(to: group.id, as: bea, in: api)
            let shown = try await api.call(.get, "/invites/\(other)")
            #expect(
                shown.ok().hasSameMembers(as: [
                    "type": "Group", "code": .string(other), "channel_id": .string(group.id.rawValue),
                    "channel_name": "group", "user_name": "bea",
                ])
            )
            #expect(try await api.call(.get, "/invites/\(code.lowercased())x").summary == "404 NotFound")
            try await api.core.store.deleteOne(.users, where: .id(bea.id))
            await api.core.documents.invalidate(.user(bea.id))
            #expect(try await api.call(.get, "/invites/\(other)").summary == "404 NotFound")
        }
    }

    @Test("bring users into servers, who see what they may view")
    func joinsServer() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: ann)
            let hidden = try await api.channel(in: server.id, as: ann)
            try await api.change(
                .channels,
                .id(hidden.id),
                Update().set("default_permissions", ["a": 0, "d": 1_048_576])
            )
            let emoji = Emoji(id: "E", server: server.id, creator: ann.id, name: "smile")
            try await api.core.store.insert(emoji.document, into: .emojis)
            let place = Value.string(server.channels[0].rawValue)
            try await api.call(
                .patch,
                "/servers/\(server.id)",
                as: ann,
                ["system_messages": ["user_joined": place]]
            ).ok()
            // The channel of an invite need not be visible.
            let code = try await invite(to: hidden.id, as: ann, in: api)
            _ = api.events()

            let answer = try await api.call(.post, "/invites/\(code)", as: bea)
            #expect(answer.ok()["type"] == "Server")
            #expect(answer.object.objects("channels").map { $0["_id"] } == [place])
            #expect(try answer.object.object("server")["approximate_member_count"] == 2)
            let events = api.events()
            #expect(
                events.summaries == [
                    "ServerMemberJoin → server", "ServerCreate → users 1", "Message user_joined → channel",
                ]
            )
            #expect(events[1].body["channels"] == answer.object["channels"])
            #expect(events[1].body["server"] == answer.object["server"])
            #expect(events[1].body["emojis"] == [.object(emoji.document)])
            #expect(try await api.call(.get, "/channels/\(server.channels[0])", as: bea).status == 200)
            #expect(try await api.call(.post, "/invites/\(code)", as: bea).summary == "409 AlreadyInServer")
        }
    }

    @Test("cost a bounded number of store calls to accept")
    func operations() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: ann)
            for _ in 0..<10 { _ = try await api.channel(in: server.id, as: ann) }
            let code = try await invite(to: server.channels[0], as: ann, in: api)
            _ = try await api.call(.get, "/servers/x", as: bea)
            let answer = try await api.call(.post, "/invites/\(code)", as: bea)
            answer.ok()
            // Invite, memberships, channels with emojis, ban with membership, insert, count.
            #expect(answer.counts.calls <= 7)
        }
    }

    @Test("refuse in order")
    func refuses() async throws {
        try await TestAPI.run(.with { $0.features.limits.default.servers = 1 }) { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let bot = try await api.bot("robot", of: ann)
            let server = try await api.server(of: ann)
            let code = try await invite(to: server.channels[0], as: ann, in: api)
            let ban: Object = ["_id": .object(Member.ID(server: server.id, user: bea.id).object), "reason": nil]
            try await api.core.store.insert(ban, into: .serverBans)
            #expect(try await api.call(.post, "/invites/\(code)").status == 401)
            #expect(try await api.call(.post, "/invites/x", as: bot).summary == "400 IsBot")
            #expect(try await api.call(.post, "/invites/x", as: cal).summary == "404 NotFound")
            #expect(try await api.call(.post, "/invites/\(code)", as: bea).summary == "403 Banned")
            #expect(try await api.call(.post, "/invites/\(code)", as: ann).summary == "400 TooManyServers(1)")

            // A full list of servers is no reason to be kept out of a group.
            let group = try await api.group(of: bea)
            let other = try await invite(to: group.id, as: bea, in: api)
            let answer = try await api.call(.post, "/invites/\(other)", as: ann)
            #expect(answer.ok()["type"] == "Group")
            #expect(answer.object.objects("users").count == 2)
            #expect(
                api.events().summaries == [
                    "ChannelGroupJoin → recipients 2", "Message user_added → recipients 2", "ChannelCreate → users 1",
                ]
            )
            #expect(try await api.call(.post, "/invites/\(other)", as: ann).summary == "409 AlreadyInGroup")
        }
    }

    @Test("are the ids of discoverable servers, too")
    func discoverable() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: ann)
            let path = "/invites/\(server.id)"
            #expect(try await api.call(.get, path).summary == "404 NotFound")
            try await api.change(.servers, .id(server.id), Update().set("discoverable", true))
            #expect(try await api.call(.get, path).ok()["channel_id"] == .string(server.channels[0].rawValue))
            try await api.call(.post, path, as: bea).ok()
            let foreign = try await api.call(.delete, path, as: bea)
            #expect(foreign.summary == "403 MissingPermission(ManageServer)")
            try await api.call(.delete, path, as: ann).ok(204)
            #expect(try await api.call(.get, path).status == 200)
        }
    }

    @Test("are deleted by their maker, or by those in charge of where they lead")
    func deletes() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let server = try await api.server(of: ann)
            try await api.join(server.id, bea, cal)
            let group = try await api.group(of: ann, with: bea)
            let first = try await invite(to: server.channels[0], as: bea, in: api)
            let second = try await invite(to: server.channels[0], as: bea, in: api)
            let third = try await invite(to: group.id, as: bea, in: api)
            let fourth = try await invite(to: group.id, as: ann, in: api)

            let foreign = try await api.call(.delete, "/invites/\(first)", as: cal)
            #expect(foreign.summary == "403 MissingPermission(ManageServer)")
            try await api.call(.delete, "/invites/\(first)", as: bea).ok(204)
            try await api.call(.delete, "/invites/\(second)", as: ann).ok(204)
            let byMember = try await api.call(.delete, "/invites/\(fourth)", as: bea)
            #expect(byMember.summary == "403 MissingPermission(ManageChannel)")
            try await api.call(.delete, "/invites/\(third)", as: ann).ok(204)
            #expect(try await api.call(.delete, "/invites/\(first)", as: bea).summary == "404 NotFound")
            #expect(try await api.count(.channelInvites) == 1)
        }
    }
}
