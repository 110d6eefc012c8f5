import StoatModels
import StoatStorage
import Testing

@Suite("Fetching a server", .timeLimit(.minutes(3)))
struct FetchServerTests {
    @Test("answers members with the server and its member count")
    func fetches() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            let answer = try await api.call(.get, "/servers/\(server.id)", as: member)
            #expect(answer.ok()["approximate_member_count"] == 2)
            #expect(answer.object == server.wire(memberCount: 2))
            let cached = try await api.call(.get, "/servers/\(server.id)", as: member)
            #expect(cached.counts.calls == 0)
        }
    }

    @Test("puts the channels that the caller can view in place of the ids")
    func includesChannels() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            let shown = try await api.channel(in: server.id, as: owner, ["name": "shown"])
            let hidden = try await api.channel(in: server.id, as: owner, ["name": "hidden"])
            try await api.join(server.id, member)
            let override = PermissionOverride(deny: .viewChannel)
            try await api.change(
                .channels,
                .id(hidden.id),
                Update().set("default_permissions", .object(override.object))
            )
            let path = "/servers/\(server.id)?include_channels=true"
            let seen = try await api.call(.get, path, as: member)
            #expect(
                seen.ok().objects("channels").map { $0["_id"] } == [
                    .string(server.channels[0].rawValue), .string(shown.id.rawValue),
                ]
            )
            #expect(seen.object.keys.filter { $0 == "channels" }.count == 1)
            _ = try await api.call(.get, "/servers/\(server.id)", as: owner)
            let all = try await api.call(.get, path, as: owner)
            #expect(all.ok().objects("channels").count == 3)
            #expect(all.counts.calls == 1)
        }
    }

    @Test("is refused to all but members")
    func refuses() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let stranger = try await api.user("bea")
            let admin = try await api.user("root", isPrivileged: true)
            let server = try await api.server(of: owner)
            #expect(try await api.call(.get, "/servers/\(server.id)").status == 401)
            for (caller, id) in [(stranger, server.id), (admin, server.id), (owner, "nowhere")] {
                #expect(try await api.call(.get, "/servers/\(id)", as: caller).summary == "404 NotFound")
            }
        }
    }
}
