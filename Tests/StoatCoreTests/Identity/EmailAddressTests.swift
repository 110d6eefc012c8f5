import StoatModels
import Testing

@testable import StoatCore

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        "are accepted",
        arguments: [
            "a@b", "first.last+tag@mail.example.org", "x!#$%&'*+/=?^_`{|}~-@host.net", "me@[127.0.0.1]", "me@[::1]",
            "ich@bücher.de", "A@1.2.3", "me@xn--bcher-kva.de",
        ]
    )
    func accepted(text: String) throws {
        #expect(try EmailAddress(text).text == text)
    }

    @Test(
        "are refused",
        arguments: [
            "", "a", "@b", "a@", "a b@c", "a@b c", "a@-b.c", "a@b-.c", "a@b..c", "a@.b", "a@b.", "é@b.c", "a@b_c.d",
            "\(String(repeating: "x", count: 65))@b.c", "a@\(String(repeating: "x", count: 64)).c", "me@[1.2.3]",
            "a@b@c d",
        ]
    )
    func refused(text: String) {
        let error = #expect(throws: APIError.self) { try EmailAddress(text) }
        #expect(error?.kind == .incorrectData(with: "email"))
    }

    @Test("of throw-away providers are refused whatever their case", arguments: ["example.com", "MailInator.com"])
    func disposable(domain: String) {
        let error = #expect(throws: APIError.self) { try EmailAddress("somebody@\(domain)") }
        guard case .disallowedContactSupport = error?.kind else {
            Issue.record("not refused for the domain: \(String(describing: error))")
            return
        }
    }

    @Test(
        "have one form for look-up",
        arguments: [
            ("A.b+news@X.com", "ab@x.com"), ("foo+@x.com", "foo+@x.com"), ("foo@x.com", "foo@x.com"),
            ("a.b.c@x.y.z", "abc@x.y.z"), ("a+b+c@x", "a@x"), ("a@b@c", "a@b@c"), ("+a@x", "@x"),
        ] as [(String, String)]
    )
    func normalised(text: String, expected: String) {
        #expect(EmailAddress.normalise(text) == expected)
    }

    @Test("without two sides have no form for look-up", arguments: ["", "abc", "@x.com", "a@"])
    func noForm(text: String) {
        #expect(EmailAddress.normalise(text) == nil)
    }
}

@Suite("Password rules")
struct PasswordRulesTests {
    @Test(
        "count bytes, then know the common ones exactly",
        arguments: [
            ("1234567", APIError.Kind.shortPassword), ("", .shortPassword), ("ééé", .shortPassword),
            ("password", .compromisedPassword), ("iloveyou", .compromisedPassword),
            ("qwertyuiop", .compromisedPassword),
            ("Password", nil), ("éééé", nil), ("correct horse", nil),
        ] as [(String, APIError.Kind?)]
    )
    func rules(password: String, expected: APIError.Kind?) {
        var kind: APIError.Kind?
        do { try PasswordRules.check(password) } catch { kind = (error as? APIError)?.kind }
        #expect(kind == expected)
    }
}
