import StoatModels
import Testing

private let a = "01FD58YK5W7QRV5H3D64KTQYX3"
private let b = "01FD58YK5W7QRV5H3D64KTQYX4"

@Suite("Mentions in message content")
struct ContentMentionsTests {
    @Test(
        "everyone is named outside of code and escapes only",
        arguments: [
            ("hi @everyone!", true),
            ("a@everyonex", true),
            ("@Everyone", false),
            ("@every", false),
            ("`@everyone`", false),
            ("`@everyone", true),
            ("``a `@everyone` b``", false),
            ("``a `@everyone b", true),
            ("`a ``@everyone` b", false),
            ("```\n@everyone\n```", false),
            ("```\nx\n``` @everyone", false),
            ("```\nx\n```\n@everyone", true),
            ("```x @everyone", false),
            ("```x\n@everyone", true),
            ("```swift\n@everyone```", false),
            ("\\@everyone", false),
            ("\\ hello @everyone", false),
            ("\\\\@everyone", true),
            ("\\`@everyone`", true),
            ("`\\` @everyone", true),
            ("`\\@everyone", true),
            ("``` \n`@everyone`", true),
            ("@@everyone", true),
            ("", false),
        ] as [(String, Bool)]
    )
    func everyone(content: String, isNamed: Bool) {
        #expect(ContentMentions(of: content).namesEveryone == isNamed)
    }

    @Test(
        "users are named by whole tokens",
        arguments: [
            ("<@\(a)>", [a]),
            ("<@\(a)><@\(b)><@\(a)>", [a, b]),
            ("<<@\(a)>", [a]),
            ("<@<@\(a)>", [a]),
            ("<@!\(a)>", []),
            ("<@\(a.lowercased())>", []),
            ("<@\(a)", []),
            ("<@\(a.dropLast())>", []),
            ("<@\(a)9>", []),
            ("<@01ID58YK5W7QRV5H3D64KTQYX3>", []),
            ("`<@\(a)>` <@\(b)>", [b]),
            ("\\<@\(a)> <@\(b)>", [b]),
            ("<@\u{0}\(a.dropFirst())>", []),
        ] as [(String, [String])]
    )
    func users(content: String, named: [String]) {
        #expect(ContentMentions(of: content).users.map(\.rawValue) == named)
    }

    @Test("every kind is told apart, without spaces between")
    func kinds() {
        let found = ContentMentions(of: "<@\(a)><%\(a)><#\(b)>@everyone@online:\(a)::\(b):")
        #expect(found.users == [UserID(a)])
        #expect(found.roles == [RoleID(a)])
        #expect(found.channels == [ChannelID(b)])
        #expect(found.emoji == [EmojiID(a), EmojiID(b)])
        #expect(found.namesEveryone)
        #expect(found.namesOnline)
    }

    @Test("a colon belongs to one emoji only")
    func sharedColon() {
        #expect(ContentMentions(of: ":\(a):\(b):").emoji == [EmojiID(a)])
    }

    @Test(
        "hostile content of a megabyte is read in one pass",
        .timeLimit(.minutes(3)),
        arguments: [
            "`", "``", "```", "```\n", "\\", "<", "<@", ":", "@", "@everyon", "<@01FD58YK5W7QRV5H3D64KTQYX", "🏳️‍🌈",
        ]
    )
    func hostile(piece: String) {
        let content = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
        #expect(ContentMentions(of: content) == ContentMentions())
        #expect(!ContentMentions(of: content + "\n\\").namesEveryone)
    }

    @Test("many distinct mentions are read in one pass", .timeLimit(.minutes(3)))
    func many() {
        let content = (0..<20_000).map { "<@\(ULID(high: 1 << 40, low: UInt64($0)))>" }.joined()
        #expect(ContentMentions(of: content).users.count == 20_000)
    }
}
