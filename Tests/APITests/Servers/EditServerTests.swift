import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Editing a server", .timeLimit(.minutes(3)))
struct EditServerTests {
    @Test("changes fields, tells members and answers the whole server")
    func edits() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let channel = server.channels[0].rawValue
            let body: Object = [
                "name": "new", "description": "words", "analytics": true,
                "categories": [["id": "a", "title": "A", "channels": [.string(channel), "gone"]]],
                "system_messages": ["user_joined": .string(channel)],
            ]
            let answer = try await api.call(.patch, "/servers/\(server.id)", as: owner, body)
            let category: Object = ["id": "a", "title": "A", "channels": [.string(channel)]]
            #expect(answer.ok()["name"] == "new")
            #expect(answer.object["description"] == "words")
            #expect(answer.object["analytics"] == true)
            #expect(answer.object["categories"] == .array([.object(category)]))
            #expect(answer.object["system_messages"] == ["user_joined": .string(channel)])
            #expect(answer.object["approximate_member_count"] == 1)

            let events = api.events()
            #expect(events.summaries == ["ServerUpdate → server"])
            let data = try #require(events[0].body.optionalObject("data"))
            #expect(data.keys == ["name", "description", "categories", "system_messages", "analytics"])
            #expect(events[0].body["clear"] == [])
            let fetched = try await api.call(.get, "/servers/\(server.id)", as: owner)
            #expect(fetched.object == answer.object)
        }
    }

    @Test("removes fields; a new value in the same request wins")
    func removes() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let path = "/servers/\(server.id)"
            let first: Object = ["description": "old", "categories": [["id": "a", "title": "A", "channels": []]]]
            try await api.call(.patch, path, as: owner, first).ok()
            _ = api.events()
            let second: Object = [
                "description": "new", "remove": ["Description", "Categories", "Categories", "SystemMessages"],
            ]
            let answer = try await api.call(.patch, path, as: owner, second)
            #expect(answer.ok()["description"] == "new")
            #expect(answer.object["categories"] == nil)
            let event = try #require(api.events().first)
            #expect(event.body["clear"] == ["Categories", "SystemMessages"])
            #expect(event.body["data"] == ["description": "new"])
        }
    }

    @Test("an edit of nothing answers members the server, and nobody else")
    func nothing() async throws {
        try await TestAPI.run { api in
            let (owner, stranger) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            let answer = try await api.call(.patch, "/servers/\(server.id)", as: owner, ["unknown": 1, "name": nil])
            #expect(answer.ok() == server.wire(memberCount: 1))
            #expect(api.events().isEmpty)
            let other = try await api.call(.patch, "/servers/\(server.id)", as: stranger, [:])
            #expect(other.summary == "404 NotFound")
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: Object
        let expected: String
        var testDescription: String { "\(body.keys): \(expected)" }
    }

    static let memberRefusals: [Refusal] = [
        Refusal(body: ["name": ""], expected: "400 FailedValidation"),
        Refusal(body: ["description": .string(String(repeating: "x", count: 1025))], expected: "400 FailedValidation"),
        Refusal(
            body: ["categories": [["id": "", "title": "A", "channels": []]]],
            expected: "400 FailedValidation"
        ),
        Refusal(
            body: ["categories": [["id": "a", "title": .string(String(repeating: "x", count: 33)), "channels": []]]],
            expected: "400 FailedValidation"
        ),
        Refusal(body: ["categories": [["id": "a", "title": "A"]]], expected: "422 FailedValidation"),
        Refusal(body: ["remove": ["Name"]], expected: "422 FailedValidation"),
        Refusal(body: ["flags": 3_000_000_000], expected: "422 FailedValidation"),
        Refusal(body: ["name": "x"], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["description": "x"], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["icon": "x"], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["banner": "x"], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["system_messages": [:]], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["analytics": true], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["remove": ["Icon"]], expected: "403 MissingPermission(ManageServer)"),
        Refusal(body: ["owner": "x", "flags": 1], expected: "403 NotOwner"),
        Refusal(body: ["flags": 1, "categories": []], expected: "403 NotPrivileged"),
        Refusal(body: ["discoverable": true], expected: "403 NotPrivileged"),
        Refusal(body: ["categories": []], expected: "403 MissingPermission(ManageChannel)"),
    ]

    @Test("refuses members", arguments: memberRefusals)
    func refusesMembers(refusal: Refusal) async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            let answer = try await api.call(.patch, "/servers/\(server.id)", as: member, refusal.body)
            #expect(answer.summary == refusal.expected)
            #expect(api.events().isEmpty)
        }
    }

    static let ownerRefusals: [Refusal] = [
        Refusal(body: ["owner": "x"], expected: "401 InvalidCredentials"),
        Refusal(body: ["flags": 1], expected: "403 NotPrivileged"),
        Refusal(body: ["system_messages": ["user_left": "nowhere"]], expected: "404 NotFound"),
        Refusal(
            body: ["categories": [["id": "a", "title": "A", "channels": ["c", "c"]]]],
            expected: "400 InvalidOperation"
        ),
        Refusal(
            body: [
                "categories": [
                    ["id": "a", "title": "A", "channels": ["c"]], ["id": "a", "title": "B", "channels": ["c"]],
                ]
            ],
            expected: "400 InvalidOperation"
        ),
        Refusal(body: ["icon": "nowhere"], expected: "404 NotFound"),
        Refusal(body: ["banner": "nowhere"], expected: "404 NotFound"),
    ]

    @Test("refuses the owner", arguments: ownerRefusals)
    func refusesOwner(refusal: Refusal) async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let answer = try await api.call(.patch, "/servers/\(server.id)", as: owner, refusal.body)
            #expect(answer.summary == refusal.expected)
        }
    }

    @Test("refuses unknown servers after broken limits, and long reasons before all")
    func order() async throws {
        try await TestAPI.run { api in
            let user = try await api.user("ann")
            #expect(try await api.call(.patch, "/servers/x", as: user, ["name": ""]).summary == "400 FailedValidation")
            #expect(try await api.call(.patch, "/servers/x", as: user, ["name": "y"]).summary == "404 NotFound")
            let reason: [HTTPField.Name: String] = [.auditLogReason: String(repeating: "x", count: 513)]
            let answer = try await api.call(.patch, "/servers/x", as: user, ["name": ""], headers: reason)
            #expect(answer.summary == "400 HeaderTooLarge")
        }
    }

    @Test("lets holders of one right change what it covers")
    func rights() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            try await api.role("ROLE", in: server.id, allow: .manageServer, holders: member)
            let path = "/servers/\(server.id)"
            try await api.call(.patch, path, as: member, ["name": "x"]).ok()
            let answer = try await api.call(.patch, path, as: member, ["name": "y", "categories": []])
            #expect(answer.summary == "403 MissingPermission(ManageChannel)")
        }
    }

    @Test("administrators set what only they may, members or not")
    func privileged() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let admin = try await api.user("root", isPrivileged: true)
            let server = try await api.server(of: owner)
            let body: Object = ["flags": 2, "discoverable": true, "name": "official"]
            let answer = try await api.call(.patch, "/servers/\(server.id)", as: admin, body)
            #expect(answer.ok()["flags"] == 2)
            #expect(answer.object["discoverable"] == true)
        }
    }
}

@Suite("Pictures and owners of a server", .timeLimit(.minutes(3)))
struct EditServerPictureTests {
    @Test("claims uploads, gives replaced and removed ones over to deletion")
    func pictures() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let path = "/servers/\(server.id)"
            try await api.upload("icon1")
            try await api.upload("icon2")
            try await api.upload("banner", tag: "banners")
            let first = try await api.call(.patch, path, as: owner, ["icon": "icon1", "banner": "banner"])
            #expect(try first.ok().object("icon")["_id"] == "icon1")
            #expect(try first.object.object("icon")["hash"] == nil)
            let stored = try #require(try await api.stored(server.id))
            #expect(try stored.object("icon")["hash"] == "abc")
            #expect(try stored.object("icon")["used_for"] == nil)

            let again = try await api.call(.patch, path, as: owner, ["icon": "icon1"])
            #expect(again.summary == "404 NotFound")
            let wrongTag = try await api.call(.patch, path, as: owner, ["banner": "icon2"])
            #expect(wrongTag.summary == "404 NotFound")
            #expect(try await !api.isDeleted("icon1"))

            try await api.call(.patch, path, as: owner, ["icon": "icon2"]).ok()
            #expect(try await api.isDeleted("icon1"))
            let last = try await api.call(.patch, path, as: owner, ["remove": ["Icon", "Banner"]])
            #expect(last.ok()["icon"] == nil)
            #expect(try await api.isDeleted("icon2"))
            #expect(try await api.isDeleted("banner"))
        }
    }

    @Test("hands the server over with the caller's ticket only, to a member who is no bot")
    func owners() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let stranger = try await api.user("cal")
            let bot = try await api.bot("robot", of: owner)
            let server = try await api.server(of: owner)
            try await api.join(server.id, member, bot)

            func transfer(to user: UserID, ticketOf account: UserID, isValidated: Bool = true) async throws -> Answer {
                let ticket = MFATicket(
                    id: ULID(at: TestAPI.now).description,
                    account: account,
                    token: ULID().description,
                    isValidated: isValidated,
                    isAuthorised: false
                )
                try await api.core.mfaTickets.insert(ticket)
                let body: Object = ["owner": .string(user.rawValue)]
                return try await api.call(
                    .patch,
                    "/servers/\(server.id)",
                    as: owner,
                    body,
                    headers: [.mfaTicket: ticket.token]
                )
            }
            let foreign = try await transfer(to: member.id, ticketOf: member.id)
            #expect(foreign.summary == "401 InvalidCredentials")
            let unproven = try await transfer(to: member.id, ticketOf: owner.id, isValidated: false)
            #expect(unproven.summary == "401 InvalidCredentials")
            #expect(try await transfer(to: stranger.id, ticketOf: owner.id).summary == "404 NotFound")
            #expect(try await transfer(to: bot.id, ticketOf: owner.id).summary == "400 InvalidOperation")
            let done = try await transfer(to: member.id, ticketOf: owner.id)
            #expect(done.ok()["owner"] == .string(member.id.rawValue))
            #expect(api.events().last?.body["data"] == ["owner": .string(member.id.rawValue)])
            let after = try await transfer(to: owner.id, ticketOf: owner.id)
            #expect(after.summary == "403 NotOwner")
        }
    }
}
