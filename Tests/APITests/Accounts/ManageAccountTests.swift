import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("The own account", .timeLimit(.minutes(3)))
struct ManageAccountTests {
    @Test("shows id and address")
    func fetch() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            let answer = try await api.call(.get, "/auth/account/", as: ann)
            #expect(answer.ok() == ["_id": .string(ann.id.rawValue), "email": "ann@host.net"])
            let orphan = try await api.user("bob")
            #expect(try await api.call(.get, "/auth/account", as: orphan).summary == "500 InternalError")
            #expect(try await api.call(.get, "/auth/account").summary == "401 MissingHeaders")
            let bot = try await api.bot("helper", of: ann)
            #expect(try await api.call(.get, "/auth/account", as: bot).summary == "401 MissingHeaders")
        }
    }

    @Test("gets a new password by the old one, and keeps its sessions")
    func changePassword() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            func change(_ password: String, _ current: String) async throws -> String {
                try await api.call(
                    .patch,
                    "/auth/account/change/password",
                    as: ann,
                    ["password": .string(password), "current_password": .string(current)]
                ).summary
            }
            #expect(try await change("short", "wrong") == "400 ShortPassword")
            #expect(try await change("password", "wrong") == "400 CompromisedPassword")
            #expect(try await change("battery staple", "wrong") == "401 InvalidCredentials")
            #expect(try await change("battery staple", TestAPI.password) == "204")
            let stored = try #require(try await api.stored(account: ann.id))
            #expect(try await PasswordHasher.standard.verify("battery staple", against: stored.password))
            #expect(try await api.count(.sessions) == 1)
        }
    }

    @Test("with a second factor changes only with a ticket of its own, which is used up")
    func secondFactor() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            try await api.account(of: ann.id, email: "ann@host.net") { $0.mfa.totp = .enabled(secret: "A") }
            let body: Object = ["password": "battery staple", "current_password": .string(TestAPI.password)]
            func change(_ headers: [HTTPField.Name: String] = [:]) async throws -> String {
                try await api.call(.patch, "/auth/account/change/password", as: ann, body, headers: headers).summary
            }
            #expect(try await change() == "401 InvalidCredentials")
            #expect(try await change([.mfaTicket: "unknown"]) == "401 InvalidCredentials")
            #expect(try await change(try await api.ticket(of: "somebody")) == "401 InvalidCredentials")
            #expect(
                try await change(try await api.ticket(of: ann.id, isValidated: false)) == "401 InvalidCredentials"
            )
            #expect(try await change(try await api.ticket(of: ann.id)) == "204")
            // Only the ticket that proves nothing is left.
            #expect(try await api.count(.mfaTickets) == 1)
        }
    }

    @Test("gets a new address at once, unless somebody has it")
    func changeEmail() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            try await api.account(email: "bob@host.net")
            func change(_ email: String, _ password: String = TestAPI.password) async throws -> String {
                try await api.call(
                    .patch,
                    "/auth/account/change/email",
                    as: ann,
                    ["email": .string(email), "current_password": .string(password)]
                ).summary
            }
            #expect(try await change("bad", "wrong") == "400 IncorrectData")
            #expect(try await change("a@yopmail.com", "wrong") == "401 DisallowedContactSupport")
            #expect(try await change("ann2@host.net", "wrong") == "401 InvalidCredentials")
            #expect(try await change("b.o.b@host.net") == "204")
            #expect(try await api.stored(account: ann.id)?.email == "ann@host.net")
            #expect(try await change("An.n2@host.net") == "204")
            let stored = try #require(try await api.stored(account: ann.id))
            #expect(stored.email == "An.n2@host.net")
            #expect(stored.normalisedEmail == "ann2@host.net")
        }
    }

    @Test("that is not confirmed yet cannot change its address")
    func unverified() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let token = Account.ExpiringToken(token: "t", expiry: TestAPI.now)
            try await api.account(of: ann.id, email: "ann@host.net") { $0.verification = .pending(token) }
            let body: Object = ["email": "new@host.net", "current_password": .string(TestAPI.password)]
            let answer = try await api.call(.patch, "/auth/account/change/email", as: ann, body)
            #expect(answer.summary == "403 UnverifiedAccount")
        }
    }

    @Test("gets a new password by the token of a mail")
    func resetPassword() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let token = Account.ExpiringToken(token: "code", expiry: TestAPI.now.advanced(by: .seconds(1)))
            try await api.account(of: ann.id, email: "ann@host.net") {
                $0.passwordReset = token
                $0.lockout = Account.Lockout(attempts: 5, expiry: TestAPI.now.advanced(by: .seconds(9)))
            }
            func reset(_ token: String, _ password: String, _ removes: Value = nil) async throws -> String {
                try await api.call(
                    .patch,
                    "/auth/account/reset_password",
                    ["token": .string(token), "password": .string(password), "remove_sessions": removes]
                ).summary
            }
            #expect(try await reset("other", "short") == "401 InvalidToken")
            #expect(try await reset("code", "short") == "400 ShortPassword")
            #expect(try await reset("code", "battery staple", true) == "204")
            #expect(try await reset("code", "battery staple") == "401 InvalidToken")
            let stored = try #require(try await api.stored(account: ann.id))
            #expect(stored.passwordReset == nil)
            #expect(stored.lockout == nil)
            #expect(try await api.count(.sessions) == 0)
            let event = try #require(api.events().first)
            #expect(event.summary == "DeleteAllSessions → users 1")
            #expect(event.body["exclude_session_id"] == .null)
        }
    }

    @Test("is disabled or scheduled for deletion with a validated ticket only", arguments: ["disable", "delete"])
    func end(action: String) async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            func call(_ headers: [HTTPField.Name: String]) async throws -> String {
                try await api.call(.post, "/auth/account/\(action)", as: ann, [:], headers: headers).summary
            }
            #expect(try await call([:]) == "401 InvalidToken")
            #expect(try await call([.mfaTicket: "unknown"]) == "401 InvalidToken")
            #expect(try await call(try await api.ticket(of: ann.id, age: .seconds(301))) == "401 InvalidToken")
            #expect(try await call(try await api.ticket(of: ann.id, isValidated: false)) == "403 InvalidToken")
            #expect(try await call(try await api.ticket(of: "somebody")) == "403 InvalidToken")
            #expect(try await call(try await api.ticket(of: ann.id)) == "204")
            let stored = try #require(try await api.stored(account: ann.id))
            #expect(stored.isDisabled)
            let week: Duration = .seconds(7 * 24 * 3600)
            #expect(stored.deletion == (action == "delete" ? .scheduled(after: TestAPI.now.advanced(by: week)) : nil))
            #expect(api.events().summaries == ["DeleteAllSessions → users 1"])
            #expect(try await api.call(.get, "/users/@me", as: ann).summary == "401 InvalidSession")
        }
    }

    @Test("is scheduled for deletion by the token of a mail")
    func confirmDeletion() async throws {
        try await TestAPI.run { api in
            let token = Account.ExpiringToken(token: "code", expiry: TestAPI.now)
            let account = try await api.account(email: "ann@host.net") { $0.deletion = .waitingForVerification(token) }
            let wrong = try await api.call(.put, "/auth/account/delete", ["token": "other"])
            #expect(wrong.summary == "401 InvalidToken")
            #expect(try await api.call(.put, "/auth/account/delete", ["token": "code"]).status == 204)
            #expect(try await api.stored(account: account.id)?.isDisabled == true)
        }
    }
}
