import Testing

@testable import StoatModels

@Suite("Reaction emoji")
struct ReactionEmojiTests {
    @Test(
        "emoji of Unicode are known",
        arguments: [
            "👍", "👍🏽", "❤", "❤️", "🏳️‍🌈", "🏳‍🌈", "👨‍👩‍👧‍👦", "🇩🇪", "🇩", "1️⃣", "1⃣", "#️⃣", "*️⃣", "©", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🫩", "\u{1FAC8}",
        ]
    )
    func known(emoji: String) {
        #expect(ReactionEmoji(emoji) == .unicode(emoji))
    }

    @Test(
        "other text is unknown",
        arguments: [
            "", " ", "a", "1", "#", "👍👍", "👍 ", "🏽", "\u{FE0F}", "\u{200D}", "reactions.x", "$set", "01FD58YK5W",
        ]
    )
    func unknown(text: String) {
        #expect(ReactionEmoji(text) == nil)
    }

    @Test("text that is a ULID of either case names a custom emoji")
    func custom() {
        #expect(ReactionEmoji("01FD58YK5W7QRV5H3D64KTQYX3") == .custom("01FD58YK5W7QRV5H3D64KTQYX3"))
        #expect(ReactionEmoji("01fd58yk5w7qrv5h3d64ktqyx3") == .custom("01fd58yk5w7qrv5h3d64ktqyx3"))
    }

    @Test("the table holds each emoji once, and none that could break a document path")
    func table() {
        let entries = UnicodeEmoji.table.split { $0 == " " || $0 == "\n" }
        #expect(entries.count == 3970)
        #expect(Set(entries).count == 3970)
        #expect(!UnicodeEmoji.table.contains { $0 == "." || $0 == "$" || $0 == "\0" })
    }

    @Test("a key is found by its text, else without regard to variation selectors")
    func keys() {
        #expect(ReactionEmoji.key(for: "❤️", among: ["❤", "❤️"]) == "❤️")
        #expect(ReactionEmoji.key(for: "❤", among: ["❤️"]) == "❤️")
        #expect(ReactionEmoji.key(for: "❤️", among: ["👍", "❤"]) == "❤")
        #expect(ReactionEmoji.key(for: "❤", among: ["👍"]) == nil)
    }
}
