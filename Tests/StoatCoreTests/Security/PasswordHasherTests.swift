import StoatModels
import Testing

@testable import StoatCore

@Suite("Password hashes", .timeLimit(.minutes(3)))
struct PasswordHasherTests {
    /// Hashes that other Argon2 programs made of `password`.
    static let existing = [
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    ]

    @Test("of every variant and cost verify by what they say", arguments: existing)
    func verifies(hash: String) async throws {
        #expect(try await PasswordHasher.standard.verify("password", against: hash))
        #expect(try await !PasswordHasher.standard.verify("Password", against: hash))
        #expect(PasswordHasher.standard.isOutdated(hash))
    }

    @Test("are made with argon2id at the recommended cost, each with a salt of its own")
    func new() async throws {
        let one = try await PasswordHasher.standard.hash("correct horse")
        let two = try await PasswordHasher.standard.hash("correct horse")
        #expect(one != two)
        #expect(one.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(!PasswordHasher.standard.isOutdated(one))
        #expect(try await PasswordHasher.standard.verify("correct horse", against: one))
        #expect(try await !PasswordHasher.standard.verify("correct horsf", against: one))
    }

    @Test(
        "that are no hashes verify nothing",
        arguments: ["", "$argon2id$", "plain", "$argon2x$v=19$m=8,t=1,p=1$YQ$YQ"]
    )
    func broken(hash: String) async throws {
        #expect(try await !PasswordHasher.standard.verify("", against: hash))
    }

    @Test("of passwords with any bytes work")
    func unusual() async throws {
        let password = "né\u{0}пароль🔑"
        let hash = try await PasswordHasher.standard.hash(password)
        #expect(try await PasswordHasher.standard.verify(password, against: hash))
        #expect(try await !PasswordHasher.standard.verify("né", against: hash))
    }
}

@Suite("Tokens")
struct SecureTokenTests {
    @Test("have their length, their alphabet and no repeats")
    func form() {
        let tokens = (0..<200).map { _ in SecureToken.session() }
        #expect(Set(tokens).count == 200)
        #expect(tokens.allSatisfy { $0.utf8.count == 64 })
        #expect(SecureToken.email().utf8.count == 32)
        let symbols = Set(tokens.joined())
        #expect(symbols.count == 64)
        #expect(symbols.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
    }
}
