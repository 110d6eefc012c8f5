import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Reactions", .timeLimit(.minutes(4)))
struct ReactionTests {
    private struct Place {
        let ann: Caller
        let bob: Caller
        let town: Town
        let message: MessageID
        func path(_ emoji: String = "") -> String {
            let encoded = emoji.utf8.map { byte in "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
            return "/channels/\(town.channel)/messages/\(message)/reactions" + (emoji.isEmpty ? "" : "/\(encoded)")
        }
    }

    private func run(
        _ extra: Object = [:],
        rights: Permissions = .serverDefault,
        _ body: (TestAPI, Place) async throws -> Void
    ) async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob, rights: rights)
            var draft = extra
            draft["content"] = "x"
            let message: MessageID = try await api.send(draft, to: town.channel, as: ann).id("_id")
            _ = api.events()
            try await body(api, Place(ann: ann, bob: bob, town: town, message: message))
        }
    }

    private func reactions(_ api: TestAPI, _ place: Place) async throws -> Object? {
        try await api.stored(place.message)?.optionalObject("reactions")
    }

    @Test("reactions are added in order, once per user, and removed to the last trace")
    func addAndRemove() async throws {
        try await run { api, place in
            let (ann, bob) = (Value.string(place.ann.id.rawValue), Value.string(place.bob.id.rawValue))
            for caller in [place.bob, place.ann, place.bob] {
                try await api.call(.put, place.path("👍"), as: caller).ok(204)
            }
            #expect(try await reactions(api, place) == ["👍": [bob, ann]])
            let events = api.events()
            #expect(events.map(\.kind) == [.messageReact, .messageReact, .messageReact])
            #expect(
                events[0].body == [
                    "type": "MessageReact", "id": .string(place.message.rawValue),
                    "channel_id": .string(place.town.channel.rawValue), "user_id": bob, "emoji_id": "👍",
                ]
            )
            #expect(try await api.call(.delete, place.path("👎"), as: place.bob).summary == "404 NotFound")
            try await api.call(.delete, place.path("👍"), as: place.bob).ok(204)
            #expect(try await reactions(api, place) == ["👍": [ann]])
            #expect(try await api.call(.delete, place.path("👍"), as: place.bob).summary == "404 NotFound")
            try await api.call(.delete, place.path("👍"), as: place.ann).ok(204)
            #expect(try await reactions(api, place) == [:])
            #expect(api.eventNames() == ["MessageUnreact", "MessageUnreact"])
        }
    }

    @Test("forms with and without variation selector are one reaction, spelled as first sent")
    func variations() async throws {
        try await run { api, place in
            try await api.call(.put, place.path("❤"), as: place.bob).ok(204)
            try await api.call(.put, place.path("❤️"), as: place.ann).ok(204)
            #expect(try await reactions(api, place)?.keys == ["❤"])
            #expect(api.events().last?.body["emoji_id"] == "❤")
            try await api.call(.delete, place.path("❤️"), as: place.bob).ok(204)
            #expect(try await reactions(api, place) == ["❤": [.string(place.ann.id.rawValue)]])
        }
    }

    @Test("custom emoji must exist, others must be emoji")
    func emoji() async throws {
        try await run { api, place in
            let emoji = Emoji(id: .new(), server: nil, creator: place.ann.id, name: "e")
            try await api.core.store.insert(emoji.document, into: .emojis)
            try await api.call(.put, place.path(emoji.id.rawValue), as: place.bob).ok(204)
            #expect(try await reactions(api, place)?.keys == [emoji.id.rawValue])
            #expect(
                try await api.call(.put, place.path(EmojiID.new().rawValue), as: place.bob).summary == "404 NotFound"
            )
            for text in ["x", "a.b", "$set", ".", "reactions", "👍👍"] {
                #expect(try await api.call(.put, place.path(text), as: place.bob).summary == "400 InvalidOperation")
                #expect(try await api.call(.delete, place.path(text), as: place.bob).summary == "404 NotFound")
            }
        }
    }

    @Test("a message holds twenty emoji, and only those it offers where it says so")
    func limits() async throws {
        try await run(["interactions": ["reactions": ["👍", "❤"], "restrict_reactions": true]]) { api, place in
            #expect(try await api.call(.put, place.path("👎"), as: place.bob).summary == "400 InvalidOperation")
            try await api.call(.put, place.path("👍"), as: place.bob).ok(204)
        }
        try await run { api, place in
            let many = "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙😚🙂🤗".map { String($0) }
            for emoji in many { try await api.call(.put, place.path(emoji), as: place.bob).ok(204) }
            #expect(try await api.call(.put, place.path("👍"), as: place.bob).summary == "400 InvalidOperation")
            #expect(try await api.call(.put, place.path("no"), as: place.bob).summary == "400 InvalidOperation")
            try await api.call(.put, place.path("😀"), as: place.ann).ok(204)
        }
    }

    @Test("others' reactions need ManageMessages")
    func others() async throws {
        try await run { api, place in
            let (ann, bob) = (place.ann, place.bob)
            for caller in [ann, bob] { try await api.call(.put, place.path("👍"), as: caller).ok(204) }
            _ = api.events()
            let missing = "403 MissingPermission(ManageMessages)"
            #expect(try await api.call(.delete, place.path("👍") + "?user_id=\(bob.id)", as: bob).summary == missing)
            #expect(try await api.call(.delete, place.path("👍") + "?remove_all=true", as: bob).summary == missing)
            #expect(try await api.call(.delete, place.path(), as: bob).summary == missing)
            try await api.call(.delete, place.path("👍") + "?user_id=\(bob.id)", as: ann).ok(204)
            #expect(api.events().first?.body["user_id"] == .string(bob.id.rawValue))
            try await api.call(.delete, place.path("👍") + "?remove_all=true", as: ann).ok(204)
            #expect(try await reactions(api, place) == [:])
            try await api.call(.delete, place.path("👎") + "?remove_all", as: ann).ok(204)
            #expect(api.eventNames() == ["MessageRemoveReaction", "MessageRemoveReaction"])
            try await api.call(.put, place.path("👍"), as: bob).ok(204)
            _ = api.events()
            try await api.call(.delete, place.path(), as: ann).ok(204)
            let cleared = try #require(api.events().first)
            #expect(cleared.kind == .messageUpdate && cleared.body["data"] == ["reactions": [:]])
            #expect(try await reactions(api, place) == [:])
        }
    }

    @Test("rights come before the message")
    func rights() async throws {
        try await run(rights: .viewOnly) { api, place async throws in
            let missing = "403 MissingPermission(React)"
            let path = "/channels/\(place.town.channel)/messages/none/reactions/x"
            #expect(try await api.call(.put, path, as: place.bob).summary == missing)
            #expect(try await api.call(.delete, path + "?remove_all=true", as: place.bob).summary == missing)
            #expect(try await api.call(.put, path, as: place.ann).summary == "404 NotFound")
            #expect(
                try await api.call(.put, "/channels/none/messages/x/reactions/x", as: place.bob).summary
                    == "404 NotFound"
            )
        }
    }
}
