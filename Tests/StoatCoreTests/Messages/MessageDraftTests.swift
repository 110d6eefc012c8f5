import StoatModels
import Testing

@testable import StoatCore

@Suite("Drafts of messages from JSON")
struct MessageDraftTests {
    private func read(_ json: String) throws -> MessageDraft {
        guard case .object(let object) = try JSONParser.parse(json) else { throw APIError(.internalError) }
        let reader = BodyReader(object)
        let draft = try MessageDraft(from: reader)
        try reader.validation.check()
        return draft
    }

    @Test("an empty object is a draft without anything")
    func empty() throws {
        let draft = try read(#"{"content":null,"unknown":1}"#)
        #expect(draft.content == nil && draft.embeds.isEmpty && draft.attachments.isEmpty && draft.flags == 0)
        #expect(draft.interactions == MessageInteractions() && draft.masquerade == nil)
    }

    @Test("every member is read")
    func all() throws {
        let draft = try read(
            #"""
            {"nonce":"n","content":"c","attachments":["f"],"replies":[{"id":"m","mention":true}],
            "embeds":[{"icon_url":"i","url":"u","title":"t","description":"d","media":"f2","colour":"red"}],
            "masquerade":{"name":"x","avatar":"y","colour":"#fff"},
            "interactions":{"reactions":["👍","👍","👎"],"restrict_reactions":true},"flags":3}
            """#
        )
        #expect(draft.nonce == "n" && draft.content == "c" && draft.attachments == ["f"] && draft.flags == 3)
        #expect(draft.replies[0].mentionsAuthor && draft.replies[0].failsIfMissing)
        #expect(draft.embeds[0].media == "f2" && draft.embeds[0].iconURL == "i" && draft.embeds[0].color == "red")
        #expect(draft.masquerade == Masquerade(name: "x", avatar: "y", color: "#fff"))
        #expect(draft.interactions.reactions == ["👍", "👎"])
        #expect(draft.countedBytes == 2)
    }

    @Test(
        "limits are counted in scalars",
        arguments: [
            (#"{"nonce":""}"#, false), (#"{"embeds":[{"title":""}]}"#, false),
            (#"{"embeds":[{"colour":"red;"}]}"#, false), (#"{"embeds":[{"media":""}]}"#, true),
            (#"{"masquerade":{"name":""}}"#, false), (#"{"masquerade":{"colour":"url(x)"}}"#, false),
            (#"{"masquerade":{}}"#, true), (#"{"embeds":[{}]}"#, true), (#"{"content":""}"#, true),
        ]
    )
    func limits(json: String, isValid: Bool) {
        do {
            _ = try read(json)
            #expect(isValid)
        } catch {
            #expect(!isValid && (error as? APIError)?.status == 400)
        }
    }

    @Test("texts may be as long as their limits", arguments: ["nonce", "masquerade.name", "masquerade.avatar"])
    func lengths(field: String) throws {
        let limits = ["nonce": 64, "masquerade.name": 32, "masquerade.avatar": 256]
        let limit = try #require(limits[field])
        func json(_ count: Int) -> String {
            let text = String(repeating: "é", count: count)
            let parts = field.split(separator: ".")
            return parts.count == 1 ? #"{"\#(parts[0])":"\#(text)"}"# : #"{"\#(parts[0])":{"\#(parts[1])":"\#(text)"}}"#
        }
        _ = try read(json(limit))
        #expect(throws: APIError.self) { try read(json(limit + 1)) }
    }

    @Test(
        "wrong types are told apart from broken limits",
        arguments: [
            #"{"content":1}"#, #"{"flags":-1}"#, #"{"flags":4294967296}"#, #"{"flags":1.5}"#, #"{"attachments":"f"}"#,
            #"{"replies":[{"id":"m"}]}"#, #"{"embeds":{}}"#, #"{"interactions":{"restrict_reactions":"yes"}}"#,
        ]
    )
    func types(json: String) {
        #expect { try read(json) } throws: { ($0 as? APIError)?.status == 422 || $0 is DocumentError }
    }
}
