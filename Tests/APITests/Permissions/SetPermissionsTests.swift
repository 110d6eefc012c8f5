import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Setting permissions of a server", .timeLimit(.minutes(3)))
struct SetServerPermissionsTests {
    @Test("for everybody")
    func everybody() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            let path = "/servers/\(server.id)/permissions/default"
            let answer = try await api.call(.put, path, as: owner, ["permissions": 0])
            #expect(answer.ok()["default_permissions"] == 0)
            #expect(answer.object["approximate_member_count"] == 2)
            let events = api.events()
            #expect(events.summaries == ["ServerUpdate → server"])
            #expect(events[0].body["data"] == ["default_permissions": 0])
            let channel = try await api.call(.get, "/channels/\(server.channels[0])", as: member)
            #expect(channel.summary == "403 MissingPermission(ViewChannel)")
        }
    }

    @Test("for a role")
    func role() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            try await api.role("ROLE", in: server.id)
            let body: Object = ["permissions": ["allow": 1, "deny": 4_503_599_627_370_498]]
            let answer = try await api.call(.put, "/servers/\(server.id)/permissions/ROLE", as: owner, body)
            #expect(answer.ok()[path: "roles.ROLE.permissions"] == ["a": 1, "d": 2])
            let events = api.events()
            #expect(events.summaries == ["ServerRoleUpdate → server"])
            #expect(events[0].body["data"] == ["permissions": ["a": 1, "d": 2]])
            #expect(events[0].body["role_id"] == "ROLE")
        }
    }

    /// Path after `permissions/`, value of `permissions`, answer to a member with role MOD (rank 1) that gives
    /// ManagePermissions.
    static let refusals: [(String, Value, String)] = [
        ("default", "x", "422 FailedValidation"),
        ("default", -1, "422 FailedValidation"),
        ("default", ["allow": 0, "deny": 0], "422 FailedValidation"),
        ("LOW", 1, "422 FailedValidation"),
        ("LOW", ["allow": 1], "422 FailedValidation"),
        ("default", 8_388_608, "403 CannotGiveMissingPermissions"),
        ("NONE", ["allow": 0, "deny": 0], "404 NotFound"),
        ("MOD", ["allow": 8_388_608, "deny": 0], "403 NotElevated"),
        ("TOP", ["allow": 0, "deny": 0], "403 NotElevated"),
        ("LOW", ["allow": 8_388_608, "deny": 0], "403 CannotGiveMissingPermissions"),
        ("LOW", ["allow": 4_194_304, "deny": 8_388_608], "200"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(target: String, value: Value, expected: String) async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            try await api.role("TOP", in: server.id, rank: 0)
            try await api.role("MOD", in: server.id, allow: .managePermissions, rank: 1, holders: member)
            try await api.role("LOW", in: server.id, rank: 2)
            let path = "/servers/\(server.id)/permissions/\(target)"
            #expect(try await api.call(.put, path, as: member, ["permissions": value]).summary == expected)
        }
    }

    @Test("needs ManagePermissions")
    func strangers() async throws {
        try await TestAPI.run { api in
            let (owner, stranger) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.role("ROLE", in: server.id)
            for (target, value) in [("default", 0), ("ROLE", ["allow": 0, "deny": 0])] as [(String, Value)] {
                let path = "/servers/\(server.id)/permissions/\(target)"
                let answer = try await api.call(.put, path, as: stranger, ["permissions": value])
                #expect(answer.summary == "403 MissingPermission(ManagePermissions)")
                let nowhere = "/servers/x/permissions/\(target)"
                #expect(try await api.call(.put, nowhere, as: owner, ["permissions": value]).summary == "404 NotFound")
            }
        }
    }
}

@Suite("Setting permissions of a channel", .timeLimit(.minutes(3)))
struct SetChannelPermissionsTests {
    @Test("of a server, for everybody and for a role")
    func serverChannel() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            try await api.role("ROLE", in: server.id, holders: member)
            let channel = "/channels/\(server.channels[0])"
            let hide: Object = ["permissions": ["allow": 0, "deny": 1_048_576]]
            let hidden = try await api.call(.put, channel + "/permissions/default", as: owner, hide)
            #expect(hidden.ok()["default_permissions"] == ["a": 0, "d": 1_048_576])
            #expect(try await api.call(.get, channel, as: member).status == 403)
            let show: Object = ["permissions": ["allow": 1_048_576, "deny": 0]]
            let shown = try await api.call(.put, channel + "/permissions/ROLE", as: owner, show)
            #expect(shown.ok()["role_permissions"] == ["ROLE": ["a": 1_048_576, "d": 0]])
            #expect(try await api.call(.get, channel, as: member).status == 200)
            let events = api.events()
            #expect(events.summaries == ["ChannelUpdate → server", "ChannelUpdate → server"])
            #expect(events[0].body["data"] == ["default_permissions": ["a": 0, "d": 1_048_576]])
            #expect(events[1].body["data"] == ["role_permissions": ["ROLE": ["a": 1_048_576, "d": 0]]])
        }
    }

    @Test("of a group, by those who have the right, within their own rights")
    func group() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let group = try await api.group(of: ann, with: bea)
            let path = "/channels/\(group.id)/permissions/default"
            let byMember = try await api.call(.put, path, as: bea, ["permissions": 4_194_304])
            #expect(byMember.summary == "403 MissingPermission(ManagePermissions)")
            let answer = try await api.call(.put, path, as: ann, ["permissions": 4_194_308])
            #expect(answer.ok()["permissions"] == 4_194_308)
            #expect(api.events().summaries == ["ChannelUpdate → recipients 2"])
            let more = try await api.call(.put, path, as: bea, ["permissions": 4_194_309])
            #expect(more.summary == "403 CannotGiveMissingPermissions")
            try await api.call(.put, path, as: bea, ["permissions": 4]).ok()
            let wrong = try await api.call(.put, path, as: ann, ["permissions": ["allow": 0, "deny": 0]])
            #expect(wrong.summary == "400 InvalidOperation")
        }
    }

    /// Path after `permissions/`, value of `permissions`, answer to a member with role MOD (rank 1) that gives
    /// ManagePermissions.
    static let refusals: [(String, Value, String)] = [
        ("default", "x", "422 FailedValidation"),
        ("default", 0, "400 InvalidOperation"),
        ("default", ["allow": 8_388_608, "deny": 0], "403 CannotGiveMissingPermissions"),
        ("NONE", ["allow": 0, "deny": 0], "404 NotFound"),
        ("TOP", ["allow": 0, "deny": 0], "403 NotElevated"),
        ("MOD", ["allow": 0, "deny": 0], "403 NotElevated"),
        // What the role may do in the server is no reason why it may here.
        ("LOW", ["allow": 8_388_608, "deny": 0], "403 CannotGiveMissingPermissions"),
        ("LOW", ["allow": 4_194_304, "deny": 8_388_608], "200"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(target: String, value: Value, expected: String) async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            try await api.role("TOP", in: server.id, rank: 0)
            try await api.role("MOD", in: server.id, allow: .managePermissions, rank: 1, holders: member)
            try await api.role("LOW", in: server.id, allow: .manageMessages, rank: 2)
            let path = "/channels/\(server.channels[0])/permissions/\(target)"
            #expect(try await api.call(.put, path, as: member, ["permissions": value]).summary == expected)
        }
    }

    @Test("without a server refuses")
    func others() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let notes = try await api.savedMessages(of: ann)
            let direct = try await api.directMessage(ann, bea)
            let none: Object = ["permissions": ["allow": 0, "deny": 0]]
            for (path, expected) in [
                ("\(notes.id)/permissions/default", "400 InvalidOperation"),
                ("\(notes.id)/permissions/ROLE", "400 InvalidOperation"),
                ("\(direct.id)/permissions/default", "403 MissingPermission(ManagePermissions)"),
                ("\(direct.id)/permissions/ROLE", "400 InvalidOperation"),
                ("x/permissions/default", "404 NotFound"), ("x/permissions/ROLE", "404 NotFound"),
            ] {
                #expect(try await api.call(.put, "/channels/\(path)", as: ann, none).summary == expected)
            }
        }
    }
}
