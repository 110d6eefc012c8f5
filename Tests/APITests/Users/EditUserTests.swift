import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Editing users", .timeLimit(.minutes(3)))
struct EditUserTests {
    private func edit(_ api: TestAPI, _ caller: Caller, _ body: Object, _ target: String = "@me") async throws -> Answer
    {
        try await api.call(.patch, "/users/\(target)", as: caller, body)
    }

    @Test("changes fields and tells everybody who follows the user")
    func edits() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            try await api.acquaint(ann, try await api.user("bob"))
            let body: Object = [
                "display_name": "Ann A.", "pronouns": "she", "status": ["text": "hi", "presence": "Busy"],
                "profile": ["content": "words"], "avatar": nil, "unknown": 1,
            ]
            let user = try await edit(api, ann, body).ok()
            #expect(user["display_name"] == "Ann A.")
            #expect(user["pronouns"] == "she")
            #expect(user["status"] == ["text": "hi", "presence": "Busy"])
            #expect(user["relationship"] == "User")
            #expect(try await api.stored(ann.id)?.profile.content == "words")
            #expect(try await api.call(.get, "/users/@me", as: ann).ok() == user)

            let events = api.events()
            #expect(events.count == 1)
            let event = try #require(events.first)
            #expect(event.body.keys == ["type", "id", "data", "clear", "event_id"])
            #expect(event.body["event_id"] == .null)
            #expect(event.body["clear"] == [])
            #expect(
                event.body["data"] == [
                    "display_name": "Ann A.", "pronouns": "she", "status": ["text": "hi", "presence": "Busy"],
                ]
            )
            guard case .userUpdate(ann.id, let servers, false) = event.audience else {
                Issue.record("audience \(event.audience)")
                return
            }
            #expect(servers.count == 1)
        }
    }

    @Test("merges status and profile, removes first and lets new values win")
    func removes() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            try await edit(
                api,
                ann,
                ["status": ["text": "hi", "presence": "Idle"], "display_name": "Old", "pronouns": "it"]
            ).ok()
            #expect(
                try await edit(api, ann, ["status": ["presence": "Focus"]]).ok()["status"]
                    == ["text": "hi", "presence": "Focus"]
            )
            _ = api.events()
            let body: Object = [
                "remove": ["StatusText", "DisplayName", "Pronouns", "ProfileContent", "Internal"],
                "display_name": "New", "status": ["presence": "Online"],
            ]
            let user = try await edit(api, ann, body).ok()
            #expect(user["status"] == ["presence": "Online"])
            #expect(user["display_name"] == "New")
            #expect(user["pronouns"] == nil)
            let event = try #require(api.events().first)
            #expect(event.body["data"] == ["display_name": "New", "status": ["presence": "Online"]])
            #expect(event.body["clear"] == ["StatusText", "DisplayName", "Pronouns", "ProfileContent", "Internal"])
        }
    }

    @Test(
        "with nothing to change answers the user and tells nobody",
        arguments: [[:], ["status": nil, "remove": []]] as [Object]
    )
    func nothing(body: Object) async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            #expect(try await edit(api, ann, body).ok()["username"] == "ann")
            #expect(api.events().isEmpty)
        }
    }

    @Test("hides the presence Invisible from all but the user")
    func invisible() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            await api.connect(ann)
            func change(_ presence: Value, _ text: Value = nil) async throws -> [Event] {
                try await edit(api, ann, ["status": ["presence": presence, "text": text]]).ok()
                return api.events()
            }
            let hiding = try await change("Invisible", "hi")
            #expect(
                hiding.map { $0.body["data"] } == [
                    ["status": ["text": "hi"], "online": false], ["status": ["text": "hi", "presence": "Invisible"]],
                ]
            )
            #expect(
                hiding.map(\.audience) == [
                    .userUpdate(ann.id, servers: [], isPresence: true), .users([ann.id]),
                ]
            )
            let hidden = try await change(nil, "bye")
            #expect(
                hidden.map { $0.body["data"] } == [
                    ["status": ["text": "bye"]], ["status": ["text": "bye", "presence": "Invisible"]],
                ]
            )
            #expect(hidden.first?.audience == .userUpdate(ann.id, servers: [], isPresence: false))
            let showing = try await change("Online")
            #expect(
                showing.map { $0.body["data"] } == [
                    ["status": ["text": "bye", "presence": "Online"], "online": true]
                ]
            )
            try await edit(api, ann, ["status": ["presence": "Invisible"]]).ok()
            _ = api.events()
            try await edit(api, ann, ["remove": ["StatusPresence"]]).ok()
            #expect(api.events().map { $0.body["data"] } == [["online": true]])
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: Object
        var target = "@me"
        let expected: String
        var testDescription: String { "\(expected): \(body)" }
    }

    static let refusals: [Refusal] = [
        Refusal(body: ["display_name": 1], expected: "422 FailedValidation"),
        Refusal(body: ["remove": ["Username"]], expected: "422 FailedValidation"),
        Refusal(body: ["status": ["presence": "Away"]], expected: "422 FailedValidation"),
        Refusal(body: ["flags": 3_000_000_000], expected: "422 FailedValidation"),
        Refusal(body: ["display_name": "a", "badges": 1], expected: "400 FailedValidation"),
        Refusal(body: ["display_name": "a\nb"], expected: "400 FailedValidation"),
        Refusal(body: ["display_name": "a\u{200B}b"], expected: "400 FailedValidation"),
        Refusal(body: ["display_name": .string(String(repeating: "x", count: 33))], expected: "400 FailedValidation"),
        Refusal(body: ["pronouns": ""], expected: "400 FailedValidation"),
        Refusal(body: ["avatar": ""], expected: "400 FailedValidation"),
        Refusal(
            body: ["status": ["text": .string(String(repeating: "x", count: 129))]],
            expected: "400 FailedValidation"
        ),
        Refusal(
            body: ["profile": ["content": .string(String(repeating: "x", count: 2001))]],
            expected: "400 FailedValidation"
        ),
        Refusal(body: ["badges": 1], target: "unknown", expected: "403 NotPrivileged"),
        Refusal(body: ["flags": 0], expected: "403 NotPrivileged"),
        Refusal(body: [:], target: "unknown", expected: "404 NotFound"),
        Refusal(body: ["avatar": "unknown"], expected: "404 NotFound"),
        Refusal(body: ["profile": ["background": "unknown"]], expected: "404 NotFound"),
    ]

    @Test("is refused", arguments: refusals)
    func refused(refusal: Refusal) async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            #expect(try await edit(api, ann, refusal.body, refusal.target).summary == refusal.expected)
            #expect(api.events().isEmpty)
        }
    }

    @Test("is open to owners of bots and to administrators")
    func others() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let admin = try await api.user("root", isPrivileged: true)
            let bot = try await api.bot("helper", of: ann)
            #expect(try await edit(api, ann, [:], bob.id.rawValue).summary == "403 NotPrivileged")
            #expect(try await edit(api, bob, [:], bot.id.rawValue).summary == "403 NotPrivileged")
            #expect(try await edit(api, ann, ["pronouns": "it"], bot.id.rawValue).ok()["pronouns"] == "it")
            #expect(try await edit(api, bot, ["pronouns": "he"]).ok()["pronouns"] == "he")
            let answer = try await edit(api, admin, ["badges": 5, "flags": 8], bob.id.rawValue)
            #expect(answer.ok()["_id"] == .string(bob.id.rawValue))
            #expect(answer.object["badges"] == 5)
            #expect(answer.object["flags"] == 8)
            #expect(api.events().last?.body["data"] == ["badges": 5, "flags": 8])
        }
    }

    @Test("takes uploads into use and gives replaced and removed ones over to deletion")
    func files() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            for name in ["one", "two"] { try await api.upload(FileID(name), tag: "avatars") }
            try await api.upload("back", tag: "backgrounds")
            try await api.upload("icon", tag: "icons")
            #expect(try await edit(api, ann, ["avatar": "icon"]).summary == "404 NotFound")
            let first = try await edit(api, ann, ["avatar": "one", "profile": ["background": "back"]]).ok()
            #expect(try first.object("avatar")["_id"] == "one")
            #expect(try api.events().first?.body.object("data").object("avatar")["_id"] == "one")
            let row = try await api.core.store.findOne(.attachments, where: .equals("_id", "one"))
            #expect(row?["used_for"] == ["type": "UserAvatar", "id": .string(ann.id.rawValue)])
            // A failed edit gives its claim back.
            let failed: Object = ["avatar": "two", "profile": ["background": "unknown"]]
            #expect(try await edit(api, ann, failed).summary == "404 NotFound")
            try await edit(api, ann, ["avatar": "two"]).ok()
            #expect(try await api.isDeleted("one"))
            #expect(try await !api.isDeleted("two"))
            try await edit(api, ann, ["remove": ["Avatar", "ProfileBackground"]]).ok()
            #expect(try await api.isDeleted("two"))
            #expect(try await api.isDeleted("back"))
            #expect(try await api.stored(ann.id)?.avatar == nil)
        }
    }
}
