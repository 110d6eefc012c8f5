import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Changing the user name", .timeLimit(.minutes(3)))
struct ChangeUsernameTests {
    private func change(
        _ api: TestAPI,
        _ caller: Caller,
        _ name: String,
        password: String = TestAPI.password,
        headers: [HTTPField.Name: String] = [:]
    ) async throws -> Answer {
        let body: Object = ["username": .string(name), "password": .string(password)]
        return try await api.call(.patch, "/users/@me/username", as: caller, body, headers: headers)
    }

    @Test("keeps the digits where nobody has them with the new name")
    func keeps() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            let user = try await change(api, ann, "Anna").ok()
            #expect(user["username"] == "Anna")
            #expect(user["discriminator"] == "0001")
            #expect(user["relationship"] == "User")
            let event = try #require(api.events().first)
            #expect(event.summary == "UserUpdate → user update")
            #expect(event.body["data"] == ["username": "Anna", "discriminator": "0001"])
            #expect(try await change(api, ann, "ANNA").ok()["username"] == "ANNA")
            #expect(api.events().first?.body["data"] == ["username": "ANNA"])
            #expect(try await api.count(.ratelimitEvents) == 0)
        }
    }

    @Test("gives new digits once a day where they are taken")
    func forced() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            _ = try await api.user("bob")
            let user = try await change(api, ann, "Bob").ok()
            let digits = try user.string("discriminator")
            #expect(digits != "0001")
            #expect(api.events().first?.body["data"] == ["username": "Bob", "discriminator": .string(digits)])
            #expect(try await api.count(.ratelimitEvents) == 1)

            let eve = User(id: .new(), username: "eve", discriminator: digits)
            try await api.core.users.insert(eve)
            #expect(try await change(api, ann, "eve").summary == "429 DiscriminatorChangeRatelimited")
            #expect(try await change(api, ann, "free").status == 200)

            // A day later it may happen again.
            let event = try #require(try await api.core.store.findOne(.ratelimitEvents, where: .all))
            #expect(event["target_id"] == .string(ann.id.rawValue))
            try await api.core.store.deleteOne(.ratelimitEvents, where: .all)
            try await api.core.discriminatorChanges.record(
                for: ann.id,
                at: TestAPI.now.advanced(by: .seconds(-24 * 3600 - 1))
            )
            #expect(try await change(api, ann, "eve").status == 200)
        }
    }

    @Test("is refused, in this order")
    func refused() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            #expect(try await change(api, ann, "a", password: "wrong").summary == "400 FailedValidation")
            #expect(try await change(api, ann, "a b", password: "wrong password").summary == "400 FailedValidation")
            #expect(try await change(api, ann, "bob", password: "short").summary == "400 FailedValidation")
            #expect(try await change(api, ann, "admin", password: "wrong password").summary == "401 InvalidCredentials")
            #expect(try await change(api, ann, "admin").summary == "400 InvalidUsername")
            let bot = try await api.bot("helper", of: ann)
            #expect(try await change(api, bot, "bob").summary == "401 MissingHeaders")
            let text = try await change(api, ann, "bob", password: "secret1").object.optionalString("error") ?? ""
            #expect(!text.contains("secret1"))
        }
    }

    @Test("of a bot works with both tokens and the owner's password")
    func bots() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            let bot = try await api.bot("helper", of: ann)
            let answer = try await change(api, ann, "helper2", headers: [.botToken: bot.token])
            #expect(answer.ok()["_id"] == .string(bot.id.rawValue))
            #expect(try await api.stored(ann.id)?.username == "ann")
        }
    }
}
