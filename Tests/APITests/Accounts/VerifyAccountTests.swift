import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Confirming an address", .timeLimit(.minutes(3)))
struct VerifyAccountTests {
    static let live = Account.ExpiringToken(token: "code", expiry: TestAPI.now.advanced(by: .seconds(1)))
    static let dead = Account.ExpiringToken(token: "code", expiry: TestAPI.now.advanced(by: .seconds(-1)))

    @Test("gives a new account a ticket that logs in once")
    func pending() async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "ann@host.net") { $0.verification = .pending(Self.live) }
            let answer = try await api.call(.post, "/auth/account/verify/code", [:])
            let ticket = try answer.ok().object("ticket")
            #expect(ticket.keys == ["_id", "account_id", "token", "validated", "authorised", "last_totp_code"])
            #expect(ticket["account_id"] == .string(account.id.rawValue))
            #expect(ticket["authorised"] == true)
            #expect(ticket["validated"] == false)
            #expect(try await api.stored(account: account.id)?.verification == .verified)

            let login: Object = ["mfa_ticket": .string(try ticket.string("token")), "friendly_name": "phone"]
            let session = try await api.call(.post, "/auth/session/login", login).ok()
            #expect(session["result"] == "Success")
            #expect(session["name"] == "phone")
            #expect(session["user_id"] == .string(account.id.rawValue))
            #expect(try await api.call(.post, "/auth/session/login", login).summary == "401 InvalidToken")
            #expect(try await api.call(.post, "/auth/account/verify/code").summary == "401 InvalidToken")
        }
    }

    @Test("moves a confirmed account to its new address and answers null")
    func moving() async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "old@host.net") {
                $0.verification = .moving(to: "N.ew@host.net", Self.live)
            }
            let answer = try await api.call(.post, "/auth/account/verify/code")
            #expect(answer.status == 200)
            #expect(answer.value == .null)
            let stored = try #require(try await api.stored(account: account.id))
            #expect(stored.email == "N.ew@host.net")
            #expect(stored.normalisedEmail == "new@host.net")
            #expect(stored.verification == .verified)
        }
    }

    @Test("fails when the new address was taken meanwhile")
    func taken() async throws {
        try await TestAPI.run { api in
            try await api.account(email: "new@host.net")
            try await api.account(email: "old@host.net") { $0.verification = .moving(to: "new@host.net", Self.live) }
            let answer = try await api.call(.post, "/auth/account/verify/code")
            #expect(answer.summary == "500 DatabaseError")
            #expect(answer.object["operation"] == "find_one")
            #expect(answer.object["collection"] == "accounts")
        }
    }

    @Test("needs a token that is known and not too old", arguments: ["code", "other"])
    func refused(code: String) async throws {
        try await TestAPI.run { api in
            let account = try await api.account(email: "ann@host.net") { $0.verification = .pending(Self.dead) }
            #expect(try await api.call(.post, "/auth/account/verify/\(code)").summary == "401 InvalidToken")
            #expect(try await api.stored(account: account.id)?.verification == .pending(Self.dead))
        }
    }

    @Test("again, and resetting a password, answer alike for known and unknown addresses")
    func requests() async throws {
        for path in ["/auth/account/reverify", "/auth/account/reset_password"] {
            try await TestAPI.run { api in
                try await api.account(email: "ann@host.net") { $0.verification = .pending(Self.live) }
                for email in ["ann@host.net", "bob@host.net"] {
                    let answer = try await api.call(.post, path, ["email": .string(email)])
                    #expect(answer.status == 204)
                }
                #expect(try await api.call(.post, path, ["email": "x"]).summary == "400 IncorrectData")
                let disposable = try await api.call(.post, path, ["email": "a@yopmail.com"])
                #expect(disposable.summary == "401 DisallowedContactSupport")
            }
            func configure(_ settings: inout Settings) { settings.api.smtp.host = "mail" }
            try await TestAPI.run(configure) { api in
                try await api.account(email: "ann@host.net")
                for email in ["ann@host.net", "bob@host.net"] {
                    let answer = try await api.call(.post, path, ["email": .string(email)])
                    #expect(answer.summary == "500 EmailFailed")
                }
            }
        }
    }
}
