import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import API
@testable import StoatCore

@Suite("Seeing users", .timeLimit(.minutes(3)))
struct FetchUserTests {
    @Test("shows oneself everything but the presence Invisible")
    func own() async throws {
        func configure(_ settings: inout Settings) {
            settings.api.users.earlyAdopterCutoff = TestAPI.now.milliseconds
        }
        try await TestAPI.run(configure) { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.befriend(ann, bob)
            await api.connect(ann)
            try await api.change(
                .users,
                .id(ann.id),
                Update().set("status", ["text": "hi", "presence": "Busy"]).set("badges", .int32(257))
                    .set("profile", ["content": "x"])
            )
            let path = "/users/@me"
            let user = try await api.call(.get, path, as: ann).ok()
            #expect(
                user.keys == [
                    "_id", "username", "discriminator", "relations", "badges", "status", "relationship", "online",
                ]
            )
            #expect(user["relations"] == [["_id": .string(bob.id.rawValue), "status": "Friend"]])
            #expect(user["badges"] == 257)
            #expect(user["status"] == ["text": "hi", "presence": "Busy"])
            #expect(user["relationship"] == "User")
            #expect(user["online"] == true)
            #expect(try await api.call(.get, "/users/\(ann.id)", as: ann).ok() == user)

            try await api.change(.users, .id(ann.id), Update().set("status", ["presence": "Invisible"]))
            let hidden = try await api.call(.get, path, as: ann).ok()
            #expect(hidden["status"] == nil)
            #expect(hidden["online"] == false)
        }
    }

    @Test("depends on the relation and on what is shared")
    func others() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            await api.connect(bob)
            try await api.change(.users, .id(bob.id), Update().set("status.text", "hi"))
            func see() async throws -> String {
                let answer = try await api.call(.get, "/users/\(bob.id)", as: ann)
                guard answer.status == 200 else { return answer.summary }
                let (relationship, online) = (answer.object["relationship"], answer.object["online"])
                #expect(answer.object["relations"] == nil)
                let text = relationship?.string ?? "?"
                return text + (online == true ? " online" : "") + (answer.object["status"] != nil ? " status" : "")
            }
            #expect(try await see() == "403 MissingPermission(Access)")
            try await api.relate(ann, to: bob, as: .outgoing)
            #expect(try await see() == "Outgoing")
            try await api.acquaint(ann, bob)
            #expect(try await see() == "Outgoing online status")
            try await api.change(.users, .id(ann.id), Update().set("relations.0.status", "Blocked"))
            #expect(try await see() == "Blocked")
            try await api.change(.users, .id(ann.id), Update().set("relations.0.status", "Friend"))
            #expect(try await see() == "Friend online status")
            #expect(try await api.call(.get, "/users/unknown", as: ann).summary == "404 NotFound")
        }
    }

    @Test("of a shared membership ends when it only remembers a timeout")
    func pendingDeletion() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.acquaint(ann, bob)
            #expect(try await api.call(.get, "/users/\(bob.id)", as: ann).status == 200)
            try await api.core.store.updateOne(
                .serverMembers,
                where: .field("_id.user", equals: bob.id),
                Update().set("pending_deletion_at", "2030-01-01T00:00:00.000Z")
            )
            let answer = try await api.call(.get, "/users/\(bob.id)", as: ann)
            #expect(answer.summary == "403 MissingPermission(Access)")
        }
    }

    @Test("asks the store once more, and not at all for friends")
    func cost() async throws {
        try await TestAPI.run { api in
            let (ann, bob, bot) = (
                try await api.user("ann"), try await api.user("bob"),
                try await api.bot("helper", of: try await api.user("eve"))
            )
            try await api.acquaint(ann, bob)
            try await api.acquaint(ann, bot)
            func cost(_ target: UserID) async throws -> Int {
                _ = try await api.call(.get, "/users/\(target)", as: ann)
                return try await api.call(.get, "/users/\(target)", as: ann).counts.calls
            }
            #expect(try await cost(bob.id) == 1)
            #expect(try await cost(bot.id) == 2)
            try await api.befriend(ann, bob)
            #expect(try await cost(bob.id) == 0)
        }
    }

    @Test("shows bots to those who share something, and to their owners, always with status")
    func bots() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let bot = try await api.bot("helper", of: ann)
            await api.connect(bot)
            let seen = try await api.call(.get, "/users/\(bot.id)", as: ann).ok()
            #expect(seen["relationship"] == "None")
            #expect(seen["online"] == true)
            #expect(seen["bot"] == ["owner": .string(ann.id.rawValue)])
            #expect(try await api.call(.get, "/users/\(bot.id)", as: bob).status == 403)
        }
    }

    @Test("of profiles needs to know each other")
    func profiles() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            func profile(_ id: UserID) async throws -> Answer {
                try await api.call(.get, "/users/\(id)/profile", as: ann)
            }
            #expect(try await profile(ann.id).ok() == [:])
            #expect(try await profile("@me").summary == "404 NotFound")
            #expect(try await profile(bob.id).summary == "403 MissingPermission(ViewProfile)")
            try await api.acquaint(ann, bob)
            try await api.change(.users, .id(bob.id), Update().set("profile.content", "words"))
            #expect(try await profile(bob.id).ok() == ["content": "words"])
        }
    }

    @Test("of flags needs no login and no user")
    func flags() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            try await api.change(.users, .id(ann.id), Update().set("flags", .int32(2)))
            #expect(try await api.call(.get, "/users/\(ann.id)/flags").ok() == ["flags": 2])
            #expect(try await api.call(.get, "/users/unknown/flags").ok() == ["flags": 0])
        }
    }

    @Test("tells what is shared")
    func mutuals() async throws {
        try await TestAPI.run { api in
            let (ann, bob, eve) = (try await api.user("ann"), try await api.user("bob"), try await api.user("eve"))
            func mutual(_ id: UserID) async throws -> Answer {
                try await api.call(.get, "/users/\(id)/mutual", as: ann)
            }
            #expect(try await mutual(ann.id).summary == "400 InvalidOperation")
            #expect(try await mutual("unknown").summary == "404 NotFound")
            #expect(try await mutual(bob.id).summary == "403 MissingPermission(ViewProfile)")
            try await api.befriend(ann, eve)
            try await api.befriend(bob, eve)
            try await api.acquaint(ann, bob)
            let direct = try await api.directMessage(ann, bob)
            _ = try await api.directMessage(ann, eve)
            let answer = try await mutual(bob.id)
            #expect(answer.ok()["users"] == [.string(eve.id.rawValue)])
            #expect(answer.object["servers"]?.array?.count == 1)
            #expect(answer.object["channels"] == [.string(direct.id.rawValue)])
            // Permission and listing.
            #expect(try await mutual(bob.id).counts.calls == 2)
        }
    }
}
