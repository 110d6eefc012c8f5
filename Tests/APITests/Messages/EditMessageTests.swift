import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Editing messages", .timeLimit(.minutes(4)))
struct EditMessageTests {
    @Test("content and embeds change, generated embeds go, mentions stay")
    func edit() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let channel = try await api.town(of: ann, bob).channel
            let body: Object = ["content": .string("<@\(bob.id)>"), "embeds": [["title": "t"]]]
            let id: MessageID = try await api.send(body, to: channel, as: ann).id("_id")
            let generated: Value = ["type": "Website", "url": "https://example.org"]
            try await api.change(.messages, .id(id), Update().adding("embeds", .push([generated])))
            _ = api.events()
            let path = "/channels/\(channel)/messages/\(id)"
            let answer = try await api.call(.patch, path, as: ann, ["content": "new"]).ok()
            let own: Value = [["type": "Text", "title": "t"]]
            #expect(answer["content"] == "new" && answer["embeds"] == own)
            #expect(answer["edited"] == .string(TestAPI.now.iso8601))
            #expect(answer.ids("mentions", of: UserID.self) == [bob.id])
            let events = api.events()
            #expect(events.map(\.kind) == [.messageUpdate])
            let event = try #require(events.first?.body)
            #expect(event["id"] == .string(id.rawValue) && event["channel"] == .string(channel.rawValue))
            #expect(event["data"] == ["edited": .date(TestAPI.now), "content": "new", "embeds": own])
            #expect(event["clear"] == [])
            let stored = try #require(try await api.stored(id))
            #expect(stored["edited"] == .string(TestAPI.now.iso8601) && stored["embeds"] == own)

            let replaced = try await api.call(.patch, path, as: ann, ["embeds": []]).ok()
            #expect(replaced["embeds"] == [] && replaced["content"] == "new")
            let data = try #require(api.events().first?.body["data"]?.object)
            #expect(data["content"] == nil && data["embeds"] == [])
        }
    }

    @Test("an edit without changes does nothing")
    func nothing() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id = try await api.say("x", in: channel, as: ann)
            _ = api.events()
            let answer = try await api.call(.patch, "/channels/\(channel)/messages/\(id)", as: ann, ["content": nil])
            #expect(answer.ok()["edited"] == nil)
            #expect(api.events().isEmpty)
        }
    }

    @Test("checks answer in their order")
    func checks() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob, rights: .viewOnly)
            let other = try await api.channel(in: town.server, as: ann)
            let foreign = try await api.say("x", in: town.channel, as: ann)
            let elsewhere = try await api.say("x", in: other.id, as: ann)
            var own = Message(id: .new(), channel: town.channel, author: bob.id)
            own.content = "x"
            try await api.core.store.insert(own.document, into: .messages)
            let bad: Value = ["title": ""]
            let long: Value = .string(String(repeating: "x", count: 2001))
            func check(_ path: String, _ body: Object, _ expected: String, line: Int = #line) async throws {
                let answer = try await api.call(.patch, "/channels/\(path)", as: bob, body)
                #expect(answer.summary == expected, "line \(line)")
            }
            let rights: (Permissions) async throws -> Void = { rights in
                let value: Value = .int(Int64(rights.rawValue))
                try await api.change(.servers, .id(town.server), Update().set("default_permissions", value))
            }
            try await check("none/messages/none", ["content": ""], "400 FailedValidation")
            try await check(
                "none/messages/none",
                ["embeds": .array(Array(repeating: [:], count: 11))],
                "400 FailedValidation"
            )
            try await check("none/messages/none", ["content": long, "embeds": [bad]], "422 PayloadTooLarge")
            try await check("none/messages/none", ["content": "y", "embeds": [bad]], "404 NotFound")
            let missing = "403 MissingPermission(SendMessage)"
            try await check("\(town.channel)/messages/none", ["content": "y", "embeds": [bad]], missing)
            try await rights([.viewOnly, .sendMessage])
            try await check("\(town.channel)/messages/none", ["content": "y", "embeds": [bad]], "404 NotFound")
            try await check("\(town.channel)/messages/\(elsewhere)", ["content": "y", "embeds": [bad]], "404 NotFound")
            let edit: Object = ["content": "y", "embeds": [bad]]
            try await check("\(town.channel)/messages/\(foreign)", edit, "403 CannotEditMessage")
            try await check("\(town.channel)/messages/\(own.id)", edit, "403 MissingPermission(SendEmbeds)")
            try await check("\(town.channel)/messages/\(own.id)", ["embeds": []], "403 MissingPermission(SendEmbeds)")
            try await rights([.viewOnly, .sendMessage, .sendEmbeds])
            try await check("\(town.channel)/messages/\(own.id)", edit, "400 FailedValidation")
            try await check("\(town.channel)/messages/\(own.id)", ["embeds": [["media": "none"]]], "404 NotFound")
            let ten: Value = .array(Array(repeating: ["title": "t"], count: 10))
            try await check("\(town.channel)/messages/\(own.id)", ["embeds": ten], "200")
        }
    }
}
