import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Logging in", .timeLimit(.minutes(3)))
struct LogInTests {
    static let path = "/auth/session/login"

    private func logIn(_ api: TestAPI, _ email: String, _ password: String = TestAPI.password) async throws -> Answer {
        try await api.call(.post, Self.path, ["email": .string(email), "password": .string(password)])
    }

    @Test("answers the session, which works at once")
    func success() async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            let body: Object = [
                "email": "A.nn+tag@HOST.net", "password": .string(TestAPI.password), "friendly_name": "phone",
            ]
            let session = try await api.call(.post, Self.path, body).ok()
            #expect(session.keys == ["result", "_id", "user_id", "token", "name", "last_seen", "origin"])
            #expect(session["result"] == "Success")
            #expect(session["user_id"] == .string(ann.id.rawValue))
            #expect(session["name"] == "phone")
            #expect(session["last_seen"] == .string(TestAPI.now.iso8601))
            #expect(session["origin"] == "dev")
            #expect(api.events().isEmpty)

            let caller = Caller(user: ann.user, token: try session.string("token"))
            #expect(caller.token.utf8.count == 64)
            #expect(try await api.call(.get, "/users/@me", as: caller).ok()["username"] == "ann")
            #expect(try await logIn(api, "ann@host.net").ok()["name"] == "Unknown")
        }
    }

    @Test(
        "needs a body of one of its two shapes",
        arguments: [
            [:], ["email": "a@b.c"], ["email": 1, "password": "x"], ["mfa_ticket": 1],
        ] as [Object]
    )
    func shape(body: Object) async throws {
        try await TestAPI.run { api in
            let answer = try await api.call(.post, Self.path, body)
            #expect(answer.summary == "422 FailedValidation")
        }
    }

    @Test("answers known and unknown addresses alike until the password is right, locks included")
    func indistinguishable() async throws {
        try await TestAPI.run { api in
            let token = Account.ExpiringToken(token: "t", expiry: TestAPI.now)
            try await api.account(email: "known@host.net")
            try await api.account(email: "pending@host.net") { $0.verification = .pending(token) }
            try await api.account(email: "disabled@host.net") { $0.isDisabled = true }
            try await api.account(email: "mfa@host.net") { $0.mfa.totp = .enabled(secret: "A") }
            for name in ["known", "pending", "disabled", "mfa", "unknown"] {
                var answers: [String] = []
                for _ in 0..<5 { answers.append(try await logIn(api, "\(name)@host.net", "wrong").summary) }
                let expected =
                    Array(repeating: "401 InvalidCredentials", count: 3)
                    + Array(repeating: "403 LockedOut", count: 2)
                #expect(answers == expected, "\(name)")
            }
        }
    }

    @Test("to something that is no address is an unknown account", arguments: ["", "abc", "@", "a@"])
    func noAddress(email: String) async throws {
        try await TestAPI.run { api in
            let answer = try await logIn(api, email)
            #expect(answer.summary == "401 InvalidCredentials")
        }
    }

    @Test("locks longer with each failure, and counts on after a lock has passed")
    func locks() async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "ann@host.net")
            let locks: [Int64?] = [nil, nil, 60, 300, 3600, 3600]
            for (index, seconds) in locks.enumerated() {
                #expect(try await logIn(api, "ann@host.net", "wrong").summary == "401 InvalidCredentials")
                let lockout = try #require(try await api.stored(account: account.id)?.lockout)
                #expect(lockout.attempts == Int32(index + 1))
                #expect(lockout.expiry == seconds.map { TestAPI.now.advanced(by: .seconds($0)) })
                // The right password does not help, and the attempt is not counted.
                if seconds != nil { #expect(try await logIn(api, "ann@host.net").summary == "403 LockedOut") }
                try await api.core.store.updateOne(
                    .accounts,
                    where: .id(account.id),
                    Update().set("lockout.expiry", .string(TestAPI.now.advanced(by: .seconds(-1)).iso8601))
                )
            }
            #expect(try await logIn(api, "ann@host.net").status == 200)
            #expect(try await api.stored(account: account.id)?.lockout == nil)
        }
    }

    @Test("counts failures that come at the same time")
    func parallelFailures() async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "ann@host.net")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await logIn(api, "ann@host.net", "wrong") } }
                try await group.waitForAll()
            }
            let attempts = try #require(try await api.stored(account: account.id)?.lockout?.attempts)
            #expect((3...4).contains(attempts))
        }
    }

    @Test("with the right password says what stands in the way")
    func blocked() async throws {
        try await TestAPI.run { api in
            let token = Account.ExpiringToken(token: "t", expiry: TestAPI.now)
            try await api.account(email: "pending@host.net") { $0.verification = .pending(token) }
            let disabled = try await api.account(email: "disabled@host.net") { $0.isDisabled = true }
            try await api.account(email: "mfa@host.net") { $0.mfa.totp = .enabled(secret: "A") }
            try await api.account(
                email: "weak@host.net",
                hash: try await PasswordHasher.standard.hash("password")
            )
            #expect(try await logIn(api, "pending@host.net").summary == "403 UnverifiedAccount")
            #expect(try await logIn(api, "mfa@host.net").summary == "500 OperationFailed")
            #expect(try await logIn(api, "weak@host.net", "password").summary == "400 CompromisedPassword")
            let answer = try await logIn(api, "disabled@host.net")
            #expect(answer.ok() == ["result": "Disabled", "user_id": .string(disabled.id.rawValue)])
            #expect(try await api.count(.sessions) == 0)
        }
    }

    @Test("replaces a hash of another variant or cost")
    func upgrade() async throws {
        try await TestAPI.run { api in
            // At the cost that existing accounts have: 4 MiB, 3 passes, 1 lane.
            let old = try legacyHash(TestAPI.password)
            let account = try await api.account(email: "ann@host.net", hash: old)
            #expect(try await logIn(api, "ann@host.net").status == 200)
            let hash = try #require(try await api.stored(account: account.id)?.password)
            #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
            #expect(try await logIn(api, "ann@host.net").status == 200)
            #expect(try await api.stored(account: account.id)?.password == hash)
        }
    }

    private func legacyHash(_ password: String) throws -> String {
        try Argon2.hash(password, salt: SecureToken.random(24), cost: Argon2.Cost(memoryKiB: 4096, passes: 3, lanes: 1))
    }

    @Test("by a ticket needs one that is live and authorised")
    func tickets() async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "ann@host.net")
            func use(_ ticket: String) async throws -> String {
                try await api.call(.post, Self.path, ["mfa_ticket": .string(ticket)]).summary
            }
            func token(_ isAuthorised: Bool, _ age: Duration = .zero, of id: UserID? = nil) async throws -> String {
                let headers = try await api.ticket(
                    of: id ?? account.id,
                    isValidated: false,
                    isAuthorised: isAuthorised,
                    age: age
                )
                return headers.values.first ?? ""
            }
            #expect(try await use("unknown") == "401 InvalidToken")
            #expect(try await use(try await token(false)) == "401 InvalidToken")
            #expect(try await use(try await token(true, .seconds(300))) == "401 InvalidToken")
            #expect(try await use(try await token(true, of: "nobody")) == "404 UnknownUser")
            #expect(try await use(try await token(true, .seconds(299))) == "200")
            let body: Object = ["mfa_ticket": .string(try await token(true)), "mfa_response": ["password": "x"]]
            #expect(try await api.call(.post, Self.path, body).summary == "400 DisallowedMFAMethod")
        }
    }
}
