import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Registering", .timeLimit(.minutes(3)))
struct CreateAccountTests {
    static let path = "/auth/account/create"

    @Test("makes a confirmed account with a hashed password and tells nobody")
    func creates() async throws {
        try await TestAPI.run { api in
            let answer = try await api.call(
                .post,
                Self.path,
                ["email": "A.nn+x@Host.net", "password": "correct horse", "captcha": nil]
            )
            #expect(answer.status == 204)
            #expect(answer.value == .null)
            let account = try #require(try await api.core.accounts.find(normalisedEmail: "ann@host.net"))
            #expect(account.email == "A.nn+x@Host.net")
            #expect(account.verification == .verified)
            #expect(account.password.hasPrefix("$argon2id$"))
            #expect(api.events().isEmpty)

            let row = try #require(try await api.core.store.findOne(.accounts, where: .id(account.id)))
            #expect(
                row.keys == [
                    "_id", "email", "email_normalised", "password", "disabled", "verification", "password_reset",
                    "deletion", "lockout", "mfa",
                ]
            )
            #expect(row["lockout"] == .null)
        }
    }

    @Test("with a known address answers the same and changes nothing")
    func known() async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "ann@host.net")
            let answer = try await api.call(
                .post,
                Self.path,
                ["email": "a.n.n@host.net", "password": "another horse"]
            )
            #expect(answer.status == 204)
            #expect(try await api.count(.accounts) == 1)
            #expect(try await api.stored(account: account.id) == account)
        }
    }

    @Test("confirms a known account that waits for its mail, since there is none")
    func pending() async throws {
        try await TestAPI.run { api in
            let token = Account.ExpiringToken(token: "t", expiry: TestAPI.now)
            let account = try await api.account(email: "ann@host.net") { $0.verification = .pending(token) }
            let body: Object = ["email": "ann@host.net", "password": "another horse"]
            #expect(try await api.call(.post, Self.path, body).status == 204)
            let stored = try #require(try await api.stored(account: account.id))
            #expect(stored.verification == .verified)
            #expect(stored.password == account.password)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var configure: @Sendable (inout Settings) -> Void = { _ in }
        let body: Object
        let expected: String
        var testDescription: String { expected }
    }

    /// Each body breaks every later rule too, so the list is also the order of the checks.
    static let refusals: [Refusal] = [
        Refusal(body: ["email": 1, "password": "x"], expected: "422 FailedValidation"),
        Refusal(body: ["email": "bad"], expected: "422 FailedValidation"),
        Refusal(
            configure: {
                $0.api.registration.isEnabled = false
                $0.api.security.captcha.hcaptchaKey = "key"
            },
            body: ["email": "bad", "password": "x"],
            expected: "400 FeatureDisabled"
        ),
        Refusal(
            configure: { $0.api.security.captcha.hcaptchaKey = "key" },
            body: ["email": "bad", "password": "x"],
            expected: "400 CaptchaFailed"
        ),
        Refusal(body: ["email": "bad", "password": "x"], expected: "400 IncorrectData"),
        Refusal(
            body: ["email": "a@EXAMPLE.com", "password": "x"],
            expected: "401 DisallowedContactSupport"
        ),
        Refusal(body: ["email": "a@host.net", "password": "x"], expected: "400 ShortPassword"),
        Refusal(body: ["email": "a@host.net", "password": "password"], expected: "400 CompromisedPassword"),
        Refusal(
            configure: {
                $0.api.registration.inviteOnly = true
                $0.api.smtp.host = "mail"
            },
            body: ["email": "a@host.net", "password": "correct horse"],
            expected: "400 MissingInvite"
        ),
        Refusal(
            configure: {
                $0.api.registration.inviteOnly = true
                $0.api.smtp.host = "mail"
            },
            body: ["email": "a@host.net", "password": "correct horse", "invite": "no"],
            expected: "400 InvalidInvite"
        ),
        Refusal(
            configure: { $0.api.smtp.host = "mail" },
            body: ["email": "a@host.net", "password": "correct horse"],
            expected: "500 EmailFailed"
        ),
    ]

    @Test("is refused, in this order", arguments: refusals)
    func refused(refusal: Refusal) async throws {
        try await TestAPI.run(refusal.configure) { api in
            let answer = try await api.call(.post, Self.path, refusal.body)
            #expect(answer.summary == refusal.expected)
            #expect(try await api.count(.accounts) == 0)
        }
    }

    @Test("by invite records who used it, as often as it is used, and not for known addresses")
    func invited() async throws {
        func configure(_ settings: inout Settings) { settings.api.registration.inviteOnly = true }
        try await TestAPI.run(configure) { api in
            try await api.core.store.insert(["_id": "code"], into: .accountInvites)
            try await api.account(email: "known@host.net")
            func register(_ email: String) async throws -> Object? {
                let body: Object = ["email": .string(email), "password": "correct horse", "invite": "code"]
                #expect(try await api.call(.post, Self.path, body).status == 204)
                return try await api.core.store.findOne(.accountInvites, where: .equals("_id", "code"))
            }
            #expect(try await register("known@host.net") == ["_id": "code"])
            for name in ["ann", "bob"] {
                let invite = try await register("\(name)@host.net")
                let account = try await api.core.accounts.find(normalisedEmail: "\(name)@host.net")
                #expect(invite?["used"] == true)
                #expect(invite?.optionalID("claimed_by", as: UserID.self) == account?.id)
            }
        }
    }
}
