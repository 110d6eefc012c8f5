import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Editing a member", .timeLimit(.minutes(3)))
struct EditMemberTests {
    /// A server with a moderator, who holds `TOP` with these rights, and a member, who holds `LOW`; between them `MID`.
    private struct Place {
        let owner: Caller
        let moderator: Caller
        let member: Caller
        let server: ServerID

        init(_ api: TestAPI, _ rights: Permissions = []) async throws {
            owner = try await api.user("ann")
            moderator = try await api.user("mod")
            member = try await api.user("bea")
            server = try await api.server(of: owner).id
            try await api.join(server, moderator, member)
            try await api.role("TOP", in: server, allow: rights, rank: 0, holders: moderator)
            try await api.role("MID", in: server, rank: 1)
            try await api.role("LOW", in: server, rank: 2, holders: member)
            _ = api.events()
        }

        func path(_ caller: Caller) -> String { "/servers/\(server)/members/\(caller.id)" }
        func id(_ caller: Caller) -> Member.ID { Member.ID(server: server, user: caller.id) }
    }

    @Test("members give themselves names, pronouns and avatars; a replaced avatar is given over to deletion")
    func own() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            for avatar in ["A1", "A2"] { try await api.upload(FileID(rawValue: avatar), tag: "avatars") }
            let body: Object = ["nickname": "Bee", "pronouns": "she", "avatar": "A1"]
            let answer = try await api.call(.patch, place.path(place.member), as: place.member, body)
            #expect(answer.ok()["nickname"] == "Bee")
            #expect(answer.object["pronouns"] == "she")
            #expect(answer.object[path: "avatar._id"] == "A1")
            #expect(answer.object["roles"] == ["LOW"])
            let event = try #require(api.events().first)
            #expect(event.summary == "ServerMemberUpdate → server")
            #expect(event.body["id"] == .object(place.id(place.member).object))
            #expect(event.body.optionalObject("data")?.keys == ["nickname", "pronouns", "avatar"])
            #expect(event.body[path: "data.avatar.hash"] == nil)
            #expect(try await api.stored(place.id(place.member))?[path: "avatar.hash"] == "abc")
            let file = try #require(try await api.core.store.findOne(.attachments, where: .id("A1" as FileID)))
            #expect(file["used_for"] == ["type": "UserAvatar", "id": .string(place.member.id.rawValue)])

            let second: Object = ["avatar": "A2", "remove": ["Nickname", "JoinedAt"]]
            let changed = try await api.call(.patch, place.path(place.member), as: place.member, second)
            #expect(changed.ok()["nickname"] == nil)
            #expect(changed.object["joined_at"] != nil)
            #expect(try await api.isDeleted("A1"))
            #expect(api.events().first?.body["clear"] == ["Nickname"])
            try await api.call(.patch, place.path(place.member), as: place.member, ["remove": ["Avatar"]]).ok()
            #expect(try await api.isDeleted("A2"))
            _ = api.events()
            try await api.call(.patch, place.path(place.member), as: place.member, [:]).ok()
            #expect(api.events().isEmpty)
        }
    }

    @Test("moderators give roles below their own, time out, mute, and take away names and avatars")
    func moderating() async throws {
        let rights: Permissions = [
            .manageNicknames, .removeAvatars, .assignRoles, .timeoutMembers, .muteMembers, .deafenMembers,
        ]
        try await TestAPI.run { api in
            let place = try await Place(api, rights)
            try await api.upload("A1", tag: "avatars")
            try await api.call(.patch, place.path(place.member), as: place.member, ["avatar": "A1"]).ok()
            _ = api.events()
            let body: Object = [
                "nickname": "Quiet", "roles": ["LOW", "MID"], "timeout": "2030-01-01T00:00:00.000Z",
                "can_publish": false, "can_receive": false, "remove": ["Avatar"],
            ]
            let answer = try await api.call(.patch, place.path(place.member), as: place.moderator, body)
            #expect(answer.ok()["roles"] == ["LOW", "MID"])
            #expect(answer.object["timeout"] == "2030-01-01T00:00:00.000Z")
            #expect(answer.object["can_publish"] == false)
            #expect(answer.object["avatar"] == nil)
            #expect(try await api.isDeleted("A1"))
            let event = try #require(api.events().first)
            #expect(event.body["clear"] == ["Avatar"])
            #expect(event.body[path: "data.timeout"]?.timestamp == Timestamp(milliseconds: 1_893_456_000_000))
            let fetched = try await api.call(.get, place.path(place.member), as: place.owner)
            #expect(fetched.object == answer.object)

            // It holds at once.
            let own = try await api.call(.patch, place.path(place.member), as: place.member, ["nickname": "Loud"])
            #expect(own.summary == "403 MissingPermission(ChangeNickname)")
            let back: Object = ["remove": ["Timeout", "CanPublish", "CanReceive", "Roles"]]
            let lifted = try await api.call(.patch, place.path(place.member), as: place.moderator, back)
            #expect(lifted.ok()["timeout"] == nil)
            #expect(lifted.object["roles"] == nil)
            #expect(lifted.object["can_publish"] == nil)
        }
    }

    /// What the moderator, who holds all rights of the kind or none, asks of whom; in the order of the checks.
    static let refusals: [(String, hasRights: Bool, Object, String)] = [
        ("member", true, ["nickname": ""], "400 FailedValidation"),
        ("member", true, ["pronouns": .string(String(repeating: "x", count: 25))], "400 FailedValidation"),
        ("member", true, ["remove": ["Everything"]], "422 FailedValidation"),
        ("nobody", true, ["nickname": "x"], "404 NotFound"),
        ("stranger", true, ["nickname": "x"], "404 NotFound"),
        ("member", false, ["nickname": "x"], "403 MissingPermission(ManageNicknames)"),
        ("member", true, ["pronouns": "x"], "400 InvalidOperation"),
        ("member", true, ["avatar": "A1"], "400 InvalidOperation"),
        ("member", false, ["remove": ["Avatar"]], "403 MissingPermission(RemoveAvatars)"),
        ("member", false, ["roles": []], "403 MissingPermission(AssignRoles)"),
        ("moderator", true, ["timeout": "2030-01-01T00:00:00Z"], "400 CannotTimeoutYourself"),
        ("owner", true, ["timeout": "2030-01-01T00:00:00Z"], "403 IsElevated"),
        ("member", false, ["timeout": "2030-01-01T00:00:00Z"], "403 MissingPermission(TimeoutMembers)"),
        ("member", false, ["remove": ["Timeout"]], "403 MissingPermission(TimeoutMembers)"),
        ("member", false, ["can_publish": true], "403 MissingPermission(MuteMembers)"),
        ("moderator", false, ["remove": ["CanPublish"]], "403 MissingPermission(MuteMembers)"),
        ("member", false, ["can_receive": true], "403 MissingPermission(DeafenMembers)"),
        ("moderator", false, ["remove": ["CanReceive"]], "403 MissingPermission(DeafenMembers)"),
        ("member", true, ["voice_channel": "x", "remove": ["VoiceChannel"]], "400 InvalidOperation"),
        ("member", true, ["voice_channel": "x"], "400 LiveKitUnavailable"),
        ("peer", true, ["nickname": "x"], "403 NotElevated"),
        ("member", true, ["roles": ["LOW", "gone"]], "404 InvalidRole"),
        ("member", true, ["roles": ["TOP"]], "403 NotElevated"),
        ("moderator", true, ["avatar": "gone"], "404 NotFound"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(target: String, hasRights: Bool, body: Object, expected: String) async throws {
        let rights: Permissions = [
            .manageNicknames, .removeAvatars, .assignRoles, .timeoutMembers, .muteMembers, .deafenMembers,
        ]
        try await TestAPI.run { api in
            let place = try await Place(api, hasRights ? rights : [])
            try await api.upload("A1", tag: "avatars")
            let (peer, stranger) = (try await api.user("pia"), try await api.user("cid"))
            try await api.join(place.server, peer)
            try await api.role("SAME", in: place.server, rank: 0, holders: peer)
            let paths = [
                "member": place.path(place.member), "moderator": place.path(place.moderator),
                "owner": place.path(place.owner), "peer": place.path(peer), "stranger": place.path(stranger),
                "nobody": "/servers/\(place.server)/members/nobody",
            ]
            let path = try #require(paths[target])
            let before = try await api.stored(place.id(place.member))
            #expect(try await api.call(.patch, path, as: place.moderator, body).summary == expected)
            #expect(api.events().isEmpty)
            #expect(try await api.stored(place.id(place.member)) == before)
            #expect(try await api.call(.patch, path, as: stranger, [:]).summary == "404 NotFound")
        }
    }

    @Test("a refused edit leaves the upload for another try")
    func givesBack() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            try await api.upload("I1")
            let body: Object = ["icon": "I1", "banner": "gone"]
            #expect(
                try await api.call(.patch, "/servers/\(place.server)", as: place.owner, body).summary == "404 NotFound"
            )
            try await api.call(.patch, "/servers/\(place.server)", as: place.owner, ["icon": "I1"]).ok()
        }
    }
}
