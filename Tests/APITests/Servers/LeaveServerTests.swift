import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Leaving a server", .timeLimit(.minutes(3)))
struct LeaveServerTests {
    private func prepared(_ api: TestAPI) async throws -> (owner: Caller, member: Caller, server: Server) {
        let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
        let server = try await api.server(of: owner)
        try await api.join(server.id, member)
        let channel = Value.string(server.channels[0].rawValue)
        let body: Object = ["system_messages": ["user_joined": channel, "user_left": channel]]
        try await api.call(.patch, "/servers/\(server.id)", as: owner, body).ok()
        _ = api.events()
        return (owner, member, server)
    }

    @Test("removes the membership, tells the members and says so in the chosen channel")
    func leaves() async throws {
        try await TestAPI.run { api in
            let (owner, member, server) = try await prepared(api)
            #expect(try await api.call(.get, "/servers/\(server.id)", as: owner).ok()["approximate_member_count"] == 2)
            try await api.call(.delete, "/servers/\(server.id)", as: member).ok(204)
            let events = api.events()
            #expect(events.summaries == ["ServerMemberLeave → server", "Message user_left → channel"])
            #expect(events[0].body["reason"] == "Leave")
            #expect(events[0].body["user"] == .string(member.id.rawValue))
            #expect(events[1].body["author"] == "00000000000000000000000000")
            #expect(try await api.count(.messages) == 1)

            #expect(try await api.stored(Member.ID(server: server.id, user: member.id)) == nil)
            let after = try await api.call(.get, "/servers/\(server.id)", as: owner)
            #expect(after.ok()["approximate_member_count"] == 1)
            let again = try await api.call(.delete, "/servers/\(server.id)", as: member)
            #expect(again.summary == "404 NotFound")
            let channel = try await api.call(.get, "/channels/\(server.channels[0])", as: member)
            #expect(channel.summary == "403 MissingPermission(ViewChannel)")
        }
    }

    @Test("leaves out the message, not the event, when silent")
    func silently() async throws {
        try await TestAPI.run { api in
            let (_, member, server) = try await prepared(api)
            try await api.call(.delete, "/servers/\(server.id)?leave_silently=true", as: member).ok(204)
            #expect(api.events().summaries == ["ServerMemberLeave → server"])
            #expect(try await api.count(.messages) == 0)
        }
    }

    /// Penalty fields, the mark they leave, whether they hold after coming back.
    static let penalties: [(Object, String?)] = [
        (["timeout": .string(TestAPI.now.advanced(by: .seconds(60)).iso8601)], "2026-05-28T20:27:40.000Z"),
        (["timeout": .int(TestAPI.now.advanced(by: .seconds(60)).milliseconds)], "2026-05-28T20:27:40.000Z"),
        (["timeout": .string(TestAPI.now.advanced(by: .seconds(-60)).iso8601)], nil),
        (["can_publish": false], "9999-12-31T23:59:59.999Z"),
        (["can_receive": false], "9999-12-31T23:59:59.999Z"),
        (["can_receive": true], nil),
    ]

    @Test("keeps timeouts and mutes for the next time, and nothing else", arguments: penalties)
    func keeps(fields: Object, mark: String?) async throws {
        try await TestAPI.run { api in
            let (owner, member, server) = try await prepared(api)
            let id = Member.ID(server: server.id, user: member.id)
            var update = Update().set("nickname", "bee").set("roles", ["R"]).set("pronouns", "she")
            for field in fields { update.add(field.key, .set(field.value)) }
            try await api.change(.serverMembers, MemberRepository.row(id), update)
            try await api.call(.delete, "/servers/\(server.id)", as: member).ok(204)

            let row = try await api.stored(id)
            #expect(row?.optionalString("pending_deletion_at") == mark)
            let list = try await api.call(.get, "/servers/\(server.id)/members", as: owner)
            #expect(list.ok().objects("members").count == 1)
            #expect(
                try await api.call(.get, "/servers/\(server.id)", as: owner).object["approximate_member_count"] == 1
            )

            let invite = try await api.call(.post, "/channels/\(server.channels[0])/invites", as: owner)
            let code = try invite.ok().string("_id")
            try await api.call(.post, "/invites/\(code)", as: member).ok()
            let back = try #require(try await api.stored(id))
            #expect(back["pending_deletion_at"] == nil)
            #expect(back["nickname"] == nil)
            #expect(back["roles"] == nil)
            for field in fields { #expect(back[field.key] == (mark == nil ? Value?.none : field.value)) }
        }
    }
}
