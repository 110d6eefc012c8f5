import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Fetching a channel", .timeLimit(.minutes(3)))
struct FetchChannelTests {
    @Test("answers those who can view it, whatever its type")
    func fetches() async throws {
        try await TestAPI.run { api in
            let (ann, bea, stranger) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let server = try await api.server(of: ann)
            let text = try #require(try await api.core.channels.find(server.channels[0]))
            let group = try await api.group(of: ann, with: bea)
            let direct = try await api.directMessage(ann, bea)
            let notes = try await api.savedMessages(of: ann)
            for channel in [text, group, direct, notes] {
                let path = "/channels/\(channel.id)"
                #expect(try await api.call(.get, path, as: ann).ok() == channel.wire)
                let answer = try await api.call(.get, path, as: stranger)
                #expect(answer.summary == "403 MissingPermission(ViewChannel)")
                #expect(try await api.call(.get, path).status == 401)
            }
            #expect(try await api.call(.get, "/channels/x", as: ann).summary == "404 NotFound")
        }
    }

    @Test("costs nothing at the store once the copies are warm")
    func operations() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let cold = try await api.call(.get, "/channels/\(server.channels[0])", as: owner)
            #expect(cold.counts.calls == 2)
            let warm = try await api.call(.get, "/channels/\(server.channels[0])", as: owner)
            #expect(warm.counts.calls == 0)
        }
    }
}

@Suite("Editing a server channel", .timeLimit(.minutes(3)))
struct EditServerChannelTests {
    @Test("changes fields and tells every member")
    func edits() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let path = "/channels/\(server.channels[0])"
            let body: Object = [
                "name": "new", "description": "words", "nsfw": true, "voice": ["max_users": 0], "slowmode": 5,
                "archived": true,
            ]
            let answer = try await api.call(.patch, path, as: owner, body)
            #expect(answer.ok()["slowmode"] == 5)
            #expect(answer.object["voice"] == [:])
            let events = api.events()
            #expect(events.summaries == ["ChannelUpdate → server"])
            #expect(
                events[0].body["data"] == [
                    "name": "new", "description": "words", "nsfw": true, "voice": [:], "slowmode": 5,
                ]
            )
            #expect(try await api.call(.get, path, as: owner).object == answer.object)

            let removal: Object = ["remove": ["Description", "Voice", "Slowmode", "Icon", "DefaultPermissions"]]
            let cleared = try await api.call(.patch, path, as: owner, removal)
            #expect(cleared.ok().keys == ["channel_type", "_id", "server", "name", "nsfw"])
            #expect(
                api.events().first?.body["clear"] == [
                    "Description", "Voice", "Slowmode", "Icon", "DefaultPermissions",
                ]
            )
        }
    }

    @Test("an edit of nothing is answered with the channel", arguments: [[:], ["archived": true], ["name": nil]])
    func nothing(body: Object) async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let answer = try await api.call(.patch, "/channels/\(server.channels[0])", as: owner, body)
            #expect(answer.ok()["name"] == "General")
            #expect(api.events().isEmpty)
        }
    }

    /// Bodies, whether the owner or a member sends them, and the answer.
    static let refusals: [(Object, Bool, String)] = [
        (["name": ""], false, "400 FailedValidation"),
        (["description": .string(String(repeating: "x", count: 1025))], false, "400 FailedValidation"),
        (["icon": ""], false, "400 FailedValidation"),
        (["slowmode": 21_601], false, "400 FailedValidation"),
        (["slowmode": -1], false, "422 FailedValidation"),
        (["remove": ["Name"]], false, "422 FailedValidation"),
        ([:], false, "403 MissingPermission(ManageChannel)"),
        (["owner": "x"], true, "400 InvalidOperation"),
        (["icon": "nowhere"], true, "404 NotFound"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(body: Object, isOwner: Bool, expected: String) async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            let path = "/channels/\(server.channels[0])"
            let answer = try await api.call(.patch, path, as: isOwner ? owner : member, body)
            #expect(answer.summary == expected)
            #expect(try await api.call(.patch, "/channels/x", as: owner, ["name": "x"]).summary == "404 NotFound")
        }
    }

    @Test("needs the right to set permissions, and what was denied, for removing the default ones")
    func defaultPermissions() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            try await api.role("ROLE", in: server.id, allow: .manageChannel, holders: member)
            let path = "/channels/\(server.channels[0])"
            let override = PermissionOverride(deny: .manageMessages)
            let filter = Filter.id(server.channels[0])
            try await api.change(.channels, filter, Update().set("default_permissions", .object(override.object)))
            let body: Object = ["remove": ["DefaultPermissions"]]
            let first = try await api.call(.patch, path, as: member, body)
            #expect(first.summary == "403 MissingPermission(ManagePermissions)")
            let more = Permissions([.manageChannel, .managePermissions])
            try await api.change(
                .servers,
                .id(server.id),
                Update().set("roles.ROLE.permissions", .object(PermissionOverride(allow: more).object))
            )
            let second = try await api.call(.patch, path, as: member, body)
            #expect(second.summary == "403 CannotGiveMissingPermissions")
            try await api.call(.patch, path, as: owner, body).ok()
            #expect(try await api.stored(server.channels[0])?["default_permissions"] == nil)
        }
    }

    @Test("claims icons and gives replaced ones over to deletion")
    func icons() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let path = "/channels/\(server.channels[0])"
            try await api.upload("one")
            try await api.upload("two")
            try await api.call(.patch, path, as: owner, ["icon": "one"]).ok()
            let answer = try await api.call(.patch, path, as: owner, ["icon": "two", "remove": ["Icon"]])
            #expect(try answer.ok().object("icon")["_id"] == "two")
            #expect(try await api.isDeleted("one"))
            #expect(try await !api.isDeleted("two"))
        }
    }
}
