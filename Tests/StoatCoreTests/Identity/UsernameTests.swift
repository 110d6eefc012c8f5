import StoatModels
import Testing

@testable import StoatCore

@Suite("User names")
struct UsernameTests {
    @Test(
        "are folded to what they look like",
        arguments: [
            ("Test_123", "Test_123"), ("José", "Jose"), ("Jose\u{301}", "Jose"), ("𝔽𝕌Ňℕｙ", "funny"),
            ("Łukasz", "lukasz"), ("a", "a_"), ("Straße", "Strabe"), ("ＡＢＣ", "abc"), ("Ærøskøbing", "aeroskobing"),
            ("Жук", "xyk"), ("Владимир", "bnaanmnp"), ("αβγ", "aby"), ("你好世界", "你好世界"), ("한국어", "한국어"),
            ("日本語", "日本語"), ("a.b-c_d", "a.b-c_d"), ("ab\u{200B}c", "abc"), ("a b", "ab"),
        ] as [(String, String)]
    )
    func folded(text: String, expected: String) throws {
        #expect(try Username(sanitising: text, minimumLength: 2).text == expected)
    }

    @Test(
        "that are reserved are refused, look-alikes included",
        arguments: [
            "admin", "Admin", "STOAT", "revolt", "\u{430}dmin", "ａｄｍｉｎ", "rvlt.gg", "x-discord.gg", "stoat.chat",
            "my.revolt.chat",
        ]
    )
    func reserved(text: String) {
        let error = #expect(throws: APIError.self) { try Username(sanitising: text, minimumLength: 2) }
        #expect(error?.kind == .invalidUsername)
    }

    @Test("are padded to the configured number of bytes and cut at 32 characters")
    func length() throws {
        #expect(try Username(sanitising: "abc", minimumLength: 6).text == "abc___")
        #expect(try Username(sanitising: "é", minimumLength: 2).text == "e_")
        // One ligature unfolds to two letters, so folding may lengthen.
        #expect(try Username(sanitising: String(repeating: "æ", count: 32), minimumLength: 2).text.count == 32)
    }

    @Test(
        "have a form",
        arguments: [
            ("abc", true), ("ab_.-9", true), ("日本", true), ("٣٤", true), ("", false), ("a b", false), ("a!", false),
            ("e\u{301}", false), ("a\n", false), ("½", false),
        ] as [(String, Bool)]
    )
    func form(text: String, isValid: Bool) {
        #expect(Username.hasValidForm(text) == isValid)
    }
}

@Suite("Discriminators")
struct DiscriminatorTests {
    @Test("come from the documented space")
    func space() {
        #expect(Discriminator.all.count == 9986)
        #expect(Discriminator.all.first == "0002")
        #expect(Discriminator.all.last == "9998")
        #expect(!Discriminator.all.contains { ["0123", "1234", "1488", "1111", "8888"].contains($0) })
    }

    @Test("are chosen among the free ones")
    func choice() {
        let all = Set(Discriminator.all)
        #expect(Discriminator.free(besides: all) == nil)
        #expect(Discriminator.free(besides: all.subtracting(["4711"])) == "4711")
    }
}

@Suite("Login locks")
struct LoginLockTests {
    @Test(
        "grow with failures in a row",
        arguments: [
            (1, nil), (2, nil), (3, .seconds(60)), (4, .seconds(300)), (5, .seconds(3600)), (6, .seconds(3600)),
        ] as [(Int, Duration?)]
    )
    func duration(failures: Int, expected: Duration?) {
        #expect(LoginLock.duration(after: failures) == expected)
    }
}
