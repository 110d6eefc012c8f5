import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Tokens of requests", .timeLimit(.minutes(3)))
struct AuthenticationTests {
    @Test("cost two store calls when new and none when known")
    func cost() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            #expect(try await api.call(.get, "/users/@me", as: ann).counts.calls == 2)
            #expect(try await api.call(.get, "/users/@me", as: ann).counts.calls == 0)
            let bot = try await api.bot("helper", of: ann)
            #expect(try await api.call(.get, "/users/@me", as: bot).counts.calls == 2)
            #expect(try await api.call(.get, "/users/@me", as: bot).counts.calls == 0)
        }
    }

    @Test("of a bot decide alone")
    func precedence() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            let bot = try await api.bot("helper", of: ann)
            func me(_ session: String, _ bot: String) async throws -> Answer {
                try await api.call(.get, "/users/@me", headers: [.sessionToken: session, .botToken: bot])
            }
            #expect(try await me(ann.token, bot.token).ok()["username"] == "helper")
            #expect(try await me("wrong", bot.token).ok()["username"] == "helper")
            #expect(try await me(ann.token, "wrong").summary == "401 InvalidSession")
            // Routes of the account take the session's.
            let both: [HTTPField.Name: String] = [.sessionToken: ann.token, .botToken: bot.token]
            #expect(try await api.call(.get, "/auth/account", headers: both).ok()["email"] == "ann@host.net")
        }
    }

    @Test("are demanded before the body is read")
    func order() async throws {
        try await TestAPI.run { api in
            #expect(try await api.call(.post, "/sync/settings/fetch", [:]).summary == "401 MissingHeaders")
            let wrong = try await api.call(.post, "/sync/settings/fetch", headers: [.sessionToken: "wrong"])
            #expect(wrong.summary == "401 InvalidSession")
            #expect(try await api.call(.patch, "/users/@me", [:]).summary == "401 MissingHeaders")
        }
    }

    @Test("of accounts without a name open only what comes before it")
    func newcomers() async throws {
        try await TestAPI.run { api in
            let ann = try await api.newcomer("ann")
            for _ in 0..<2 {
                #expect(try await api.call(.get, "/users/@me", as: ann).summary == "401 InvalidSession")
                #expect(try await api.call(.get, "/onboard/hello?", as: ann).ok() == ["onboarding": true])
                #expect(try await api.call(.get, "/auth/account", as: ann).status == 200)
            }
        }
    }

    @Test("of users that were flagged keep working")
    func flagged() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            try await api.change(.users, .id(ann.id), Update().set("flags", .int32(7)))
            #expect(try await api.call(.get, "/users/@me", as: ann).ok()["flags"] == 7)
        }
    }
}
