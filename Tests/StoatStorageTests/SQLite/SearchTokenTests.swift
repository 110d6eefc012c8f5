import StoatModels
import TestSupport
import Testing

@testable import StoatStorage

@Suite("Message search in SQLite", .timeLimit(.minutes(3)))
struct SearchTokenTests {
    @Test(
        "finds parts of words, short words, accents and every script",
        arguments: [
            ("hello", ["1"]), ("ell", ["1"]), ("lo", ["1"]), ("h", ["1", "5"]), ("HELLO", ["1"]), ("helo", []),
            ("creme", ["2"]), ("CRÈME", ["2"]), ("brul", ["2"]),
            ("東京", ["3"]), ("京", ["3"]), ("タワ", ["3"]), ("กรุง", ["4"]), ("안녕", ["5"]), ("녕하세", ["5"]),
            ("foo-bar", ["6"]), ("foo_bar", ["6"]), ("\"foo bar\"", ["6"]), ("bar*", ["6"]),
            ("(foo OR x) AND \"", ["1", "6"]),
            ("🎉", ["6"]), ("Straße", ["7"]), ("STRASSE", ["7"]), ("ｆｕｌｌ", ["7"]),
        ]
    )
    func finds(words: String, ids: [String]) async throws {
        let texts = [
            "Hello World", "Crème brûlée", "東京タワーへ行く", "กรุงเทพมหานคร", "안녕하세요 hm", "foo bar-baz 🎉", "Straße full",
        ]
        try await StoreEngine.sqlite.withStore([Things.indexed]) { store in
            try await store.fill(
                Things.indexed,
                texts.enumerated().map { ["name": .string("\($0)"), "content": .string($1)] }
            )
            #expect(try await store.ids(Things.indexed, .text(words)) == ids)
        }
    }

    @Test("splits words at spaces, punctuation and signs")
    func words() {
        #expect(
            NGramTokenizer.words(of: "It's <@01ABC> #tag $5 a+b 👍🏽 x️") == [
                "it", "s", "01abc", "tag", "5", "a", "b", "👍🏽", "x",
            ]
        )
    }

    @Test("ignores case the way the database collation does")
    func folding() {
        #expect(CaseFolding.fold("ÄNNA") == CaseFolding.fold("änna"))
        #expect(CaseFolding.fold("Ａnna") == CaseFolding.fold("anna"))
        #expect(CaseFolding.fold("anna") != CaseFolding.fold("ánna"))
        #expect(CaseFolding.fold("ΟΔΟΣ") == CaseFolding.fold("οδος"))
    }
}
