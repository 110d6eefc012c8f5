import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Roles", .timeLimit(.minutes(3)))
struct RoleTests {
    /// A server with the roles `TOP` (ManageRole, held by the moderator), `MID` and `LOW`; events are dropped.
    private struct Place {
        let owner: Caller
        let moderator: Caller
        let server: ServerID
        let path: String

        init(_ api: TestAPI) async throws {
            owner = try await api.user("ann")
            moderator = try await api.user("mod")
            server = try await api.server(of: owner).id
            path = "/servers/\(server)/roles"
            try await api.join(server, moderator)
            try await api.role("TOP", in: server, allow: .manageRole, rank: 0, holders: moderator)
            try await api.role("MID", in: server, rank: 1)
            try await api.role("LOW", in: server, rank: 2)
            _ = api.events()
        }
    }

    @Test("comes in below all others, without permissions")
    func creates() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            // A gap: the number of roles would be a rank that is taken.
            try await api.change(.servers, .id(place.server), Update().unset("roles.MID"))
            let answer = try await api.call(.post, place.path, as: place.moderator, ["name": "new", "rank": 0])
            let id = try answer.ok().string("id")
            let role: Object = ["_id": .string(id), "name": "new", "permissions": ["a": 0, "d": 0], "rank": 3]
            #expect(answer.object["role"] == .object(role))
            let events = api.events()
            #expect(events.summaries == ["ServerRoleUpdate → server"])
            #expect(events[0].body["role_id"] == .string(id))
            #expect(
                events[0].body["data"] == [
                    "id": .string(id), "name": "new", "permissions": ["a": 0, "d": 0], "hoist": false, "rank": 3,
                ]
            )
            #expect(try await api.call(.get, "\(place.path)/\(id)", as: place.owner).ok() == role)
        }
    }

    @Test("is shown to members only")
    func fetches() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            let stranger = try await api.user("cid")
            #expect(try await api.call(.get, "\(place.path)/LOW", as: place.moderator).ok()["name"] == "low")
            #expect(try await api.call(.get, "\(place.path)/gone", as: place.moderator).summary == "404 NotFound")
            #expect(try await api.call(.get, "\(place.path)/LOW", as: stranger).summary == "404 NotFound")
        }
    }

    @Test("there are as many as a server may have")
    func limit() async throws {
        try await TestAPI.run(.with { $0.features.limits.global.serverRoles = 4 }) { api in
            let place = try await Place(api)
            try await api.call(.post, place.path, as: place.owner, ["name": "x"]).ok()
            #expect(
                try await api.call(.post, place.path, as: place.owner, ["name": "x"]).summary == "400 TooManyRoles(4)"
            )
            let member = try await api.user("bea")
            try await api.join(place.server, member)
            let answer = try await api.call(.post, place.path, as: member, ["name": "x"])
            #expect(answer.summary == "403 MissingPermission(ManageRole)")
            #expect(try await api.call(.post, place.path, as: member, ["name": ""]).summary == "400 FailedValidation")
        }
    }

    @Test("takes name, color and icon; a replaced or removed icon is given over to deletion")
    func edits() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            for icon in ["I1", "I2"] { try await api.upload(FileID(rawValue: icon)) }
            let path = "\(place.path)/LOW"
            let body: Object = ["name": "lower", "colour": "#f00", "hoist": true, "icon": "I1", "rank": 0]
            let answer = try await api.call(.patch, path, as: place.moderator, body)
            #expect(answer.ok()["name"] == "lower")
            #expect(answer.object["colour"] == "#f00")
            #expect(answer.object["hoist"] == true)
            #expect(answer.object["rank"] == 2)
            #expect(answer.object[path: "icon._id"] == "I1")
            #expect(answer.object[path: "icon.hash"] == nil)
            let event = try #require(api.events().first)
            #expect(event.summary == "ServerRoleUpdate → server")
            #expect(event.body.optionalObject("data")?.keys == ["name", "colour", "hoist", "icon"])
            #expect(event.body[path: "data.icon.hash"] == nil)
            let file = try #require(try await api.core.store.findOne(.attachments, where: .id("I1" as FileID)))
            #expect(file["used_for"] == ["type": "RoleIcon", "id": "LOW"])
            #expect(try await api.stored(place.server)?[path: "roles.LOW.icon.hash"] == "abc")

            try await api.call(.patch, path, as: place.moderator, ["icon": "I2", "remove": ["Icon", "Colour"]]).ok()
            #expect(try await api.isDeleted("I1"))
            #expect(try await api.isDeleted("I2") == false)
            let second = try #require(api.events().first)
            #expect(second.body["clear"] == ["Colour"])
            let last = try await api.call(.patch, path, as: place.moderator, ["remove": ["Icon"]])
            #expect(last.ok()["icon"] == nil)
            #expect(try await api.isDeleted("I2"))
            _ = api.events()
            #expect(try await api.call(.patch, path, as: place.moderator, [:]).ok()["name"] == "lower")
            #expect(api.events().isEmpty)
        }
    }

    /// Changes that are refused, by path and body, in the order of the checks.
    static let refusals: [(String, Object, String)] = [
        ("LOW", ["name": ""], "400 FailedValidation"),
        ("LOW", ["colour": "url(x)"], "400 FailedValidation"),
        ("LOW", ["colour": ""], "400 FailedValidation"),
        ("LOW", ["icon": ""], "400 FailedValidation"),
        ("LOW", ["remove": ["Name"]], "422 FailedValidation"),
        ("gone", ["name": "x"], "404 NotFound"),
        ("TOP", ["name": "x"], "403 NotElevated"),
        ("LOW", ["icon": "gone"], "404 NotFound"),
        ("LOW", ["icon": "A1"], "404 NotFound"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(role: String, body: Object, expected: String) async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            try await api.upload("A1", tag: "avatars")
            let before = try await api.stored(place.server)
            #expect(try await api.call(.patch, "\(place.path)/\(role)", as: place.moderator, body).summary == expected)
            #expect(try await api.stored(place.server) == before)
            #expect(api.events().isEmpty)
        }
    }

    @Test("goes from its holders and from every channel; what it had as icon, too")
    func deletes() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            let server = try Server(document: try #require(try await api.stored(place.server)))
            let channels = [server.channels[0], try await api.channel(in: place.server, as: place.owner).id]
            try await api.upload("I1")
            try await api.call(.patch, "\(place.path)/MID", as: place.moderator, ["icon": "I1"]).ok()
            for channel in channels {
                let path = "/channels/\(channel)/permissions/MID"
                try await api.call(.put, path, as: place.owner, ["permissions": ["allow": 4_194_304, "deny": 0]]).ok()
            }
            let holder = try await api.user("bea")
            try await api.join(place.server, holder)
            let row = MemberRepository.row(Member.ID(server: place.server, user: holder.id))
            try await api.change(.serverMembers, row, Update().adding("roles", .push(["MID", "LOW"])))
            _ = api.events()

            // Into the cache.
            try await api.call(.get, "/servers/\(place.server)/members/\(holder.id)", as: place.owner).ok()
            #expect(try await api.call(.delete, "\(place.path)/TOP", as: place.moderator).summary == "403 NotElevated")
            try await api.call(.delete, "\(place.path)/MID", as: place.moderator).ok(204)
            let events = api.events()
            #expect(events.summaries == ["ServerRoleDelete → server"])
            #expect(events[0].body["role_id"] == "MID")
            let stored = try Server(document: try #require(try await api.stored(place.server)))
            #expect(stored.roles.map(\.id).sorted() == ["LOW", "TOP"])
            for channel in channels {
                #expect(try await api.stored(channel)?[path: "role_permissions.MID"] == nil)
            }
            #expect(try await api.core.store.findOne(.serverMembers, where: row)?["roles"] == ["LOW"])
            let member = try await api.call(.get, "/servers/\(place.server)/members/\(holder.id)", as: place.owner)
            #expect(member.ok()["roles"] == ["LOW"], "no stale copy")
            #expect(try await api.isDeleted("I1"))
            #expect(try await api.call(.delete, "\(place.path)/MID", as: place.moderator).summary == "404 NotFound")
        }
    }

    @Test("goes from more holders than one write takes")
    func manyHolders() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            try await api.core.store.write(
                (0..<450).map { number in
                    var member = Member(id: Member.ID(server: place.server, user: UserID("U\(number)")))
                    member.roles = ["LOW", "MID"]
                    return .insert(.serverMembers, member.document)
                }
            )
            try await api.call(.delete, "\(place.path)/MID", as: place.owner).ok(204)
            let holders = try await api.core.store.count(.serverMembers, where: .equals("roles", "MID"))
            #expect(holders == 0)
            #expect(try await api.core.store.count(.serverMembers, where: .equals("roles", "LOW")) == 450)
        }
    }

    /// Orders that the moderator asks for, and what comes of them.
    static let orders: [([String], String)] = [
        (["TOP", "LOW", "MID"], "200"),
        (["TOP", "MID", "LOW"], "200"),
        (["LOW", "TOP", "MID"], "403 NotElevated"),
        (["TOP", "LOW"], "400 InvalidOperation"),
        (["TOP", "LOW", "LOW"], "400 InvalidOperation"),
        (["TOP", "LOW", "NEW"], "400 InvalidOperation"),
        ([], "400 InvalidOperation"),
    ]

    @Test("is moved by those who stand above it", arguments: orders)
    func reorders(order: [String], expected: String) async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            let body: Object = ["ranks": .array(order.map { .string($0) })]
            let answer = try await api.call(.patch, "\(place.path)/ranks", as: place.moderator, body)
            #expect(answer.summary == expected)
            guard answer.status == 200 else { return #expect(api.events().isEmpty) }
            let ranks = order.map { answer.object[path: "roles.\($0).rank"]?.integer }
            #expect(ranks == [0, 1, 2])
            let events = api.events()
            #expect(events.summaries == ["ServerRoleRanksUpdate → server"])
            #expect(events[0].body["ranks"] == body["ranks"])
        }
    }

    @Test("is moved at will by the owner and by administrators")
    func reordersAll() async throws {
        try await TestAPI.run { api in
            let place = try await Place(api)
            let administrator = try await api.user("root", isPrivileged: true)
            let body: Object = ["ranks": ["LOW", "MID", "TOP"]]
            try await api.call(.patch, "\(place.path)/ranks", as: place.owner, body).ok()
            try await api.call(.patch, "\(place.path)/ranks", as: administrator, ["ranks": ["MID", "TOP", "LOW"]]).ok()
            #expect(try await api.stored(place.server)?[path: "roles.MID.rank"]?.integer == 0)
            let answer = try await api.call(.patch, "\(place.path)/ranks", as: try await api.user("cid"), body)
            #expect(answer.summary == "403 MissingPermission(ManageRole)")
        }
    }
}
