import HTTPTypes
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Sending a message", .timeLimit(.minutes(4)))
struct SendMessageTests {
    @Test("the answer, the event and the stored message agree")
    func agreement() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let answer = try await api.call(
                .post,
                "/channels/\(town.channel)/messages",
                as: ann,
                [
                    "content": "Hello", "nonce": "n1", "embeds": [["title": "t", "colour": "red"]],
                    "masquerade": ["name": "x"],
                ]
            )
            let message = answer.ok()
            let events = api.events()
            #expect(events.count == 1)
            let delivered = try #require(events.first.map(DeliveredEvent.init))
            var body = try #require(try JSONParser.parse(delivered.json).object)
            #expect(events.first?.audience == .channel(town.channel, in: town.server))
            #expect(body["type"] == "Message")
            body["type"] = nil
            #expect(body.hasSameMembers(as: message))
            #expect(message["nonce"] == "n1" && message["content"] == "Hello" && message["flags"] == nil)
            #expect(message["embeds"] == [["type": "Text", "title": "t", "colour": "red"]])
            #expect(message["masquerade"] == ["name": "x"])
            let user = try message.object("user")
            #expect(
                user["_id"] == .string(ann.id.rawValue) && user["relationship"] == "None" && user["online"] == false
            )
            #expect(user["relations"] == nil)
            #expect(try message.object("member").object("_id")["user"] == .string(ann.id.rawValue))

            let id: MessageID = try message.id("_id")
            let stored = try #require(try await api.stored(id))
            #expect(stored["flags"] == 0 && stored["user"] == nil && stored["nonce"] == "n1")
            var wire = try Message(document: stored).wire
            wire["user"] = message["user"]
            wire["member"] = message["member"]
            #expect(wire.hasSameMembers(as: message))
        }
    }

    @Test("ids grow in the order of sending, and a message without a nonce gets one")
    func order() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            var ids: [MessageID] = []
            for number in 0..<20 { ids.append(try await api.say("\(number)", in: channel, as: ann)) }
            #expect(ids == ids.sorted())
            let nonce = try await api.send(["content": "x"], to: channel, as: ann).string("nonce")
            #expect(ULID(nonce) != nil)
        }
    }

    @Test("a message costs one write and no read once its channel is known")
    func operations() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob)
            let path = "/channels/\(town.channel)/messages"
            _ = try await api.call(.post, path, as: ann, ["content": "warm"])
            let plain = try await api.call(.post, path, as: ann, ["content": "x"])
            #expect(plain.counts.collections == ["messages"])
            #expect(plain.counts.calls == 1)

            _ = try await api.call(.post, path, as: ann, ["content": .string("<@\(bob.id)>")])
            let mention = try await api.call(.post, path, as: ann, ["content": .string("<@\(bob.id)>")])
            #expect(mention.counts.collections == ["channel_unreads", "messages"])
            #expect(mention.counts.calls == 1)

            let message = try plain.object.string("_id")
            let reply = try await api.call(
                .post,
                path,
                as: ann,
                ["content": "x", "replies": [["id": .string(message), "mention": false]]]
            )
            #expect(reply.counts.collections == ["messages", "messages"])
            #expect(reply.counts.calls == 2)

            let direct = try await api.directMessage(ann, bob)
            try await api.befriend(ann, bob)
            _ = try await api.call(.post, "/channels/\(direct.id)/messages", as: ann, ["content": "warm"])
            let hidden = try await api.call(.post, "/channels/\(direct.id)/messages", as: ann, ["content": "x"])
            #expect(hidden.counts.collections == ["channel_unreads", "messages"])
            #expect(hidden.counts.calls == 1)
        }
    }

    @Test("replies keep the order of the request, once each, and only those of this channel")
    func replies() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let other = try await api.channel(in: town.server, as: ann)
            let one = try await api.say("1", in: town.channel, as: ann)
            let two = try await api.say("2", in: town.channel, as: ann)
            let elsewhere = try await api.say("3", in: other.id, as: ann)
            func reply(_ id: MessageID, optional: Bool = false) -> Value {
                ["id": .string(id.rawValue), "mention": true, "fail_if_not_exists": .bool(!optional)]
            }
            let sent = try await api.send(
                [
                    "content": "x",
                    "replies": [reply(two), reply(elsewhere), reply(one), reply(two), reply("X", optional: true)],
                ],
                to: town.channel,
                as: ann
            )
            #expect(sent.ids("replies", of: MessageID.self) == [two, one])
            let none = try await api.send(["content": "x", "replies": [reply(elsewhere)]], to: town.channel, as: ann)
            #expect(none["replies"] == nil && none["mentions"] == nil)
        }
    }

    @Test("the first message opens a closed direct message again")
    func reopening() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.befriend(ann, bob)
            let channel = try await api.directMessage(ann, bob)
            try await api.change(.channels, .id(channel.id), Update().set("active", false))
            try await api.say("x", in: channel.id, as: ann)
            #expect(try await api.stored(channel.id)?["active"] == true)
        }
    }

    @Test("interactions are stored and sent as asked for, repeated reactions once")
    func interactions() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let sent = try await api.send(
                ["content": "x", "interactions": ["reactions": ["👍", "👎", "👍"], "restrict_reactions": true]],
                to: channel,
                as: ann
            )
            #expect(sent["interactions"] == ["reactions": ["👍", "👎"], "restrict_reactions": true])
            let plain = try await api.send(["content": "x", "interactions": [:]], to: channel, as: ann)
            #expect(plain["interactions"] == nil)
        }
    }

    @Test("attachments and embed media are taken into use, and given back when the message is refused")
    func files() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            for id in ["F1", "F2"] as [FileID] { try await api.upload(id, tag: "attachments") }
            let path = "/channels/\(channel)/messages"
            let refused = try await api.call(
                .post,
                path,
                as: ann,
                ["attachments": ["F1"], "embeds": [["media": "F2"], ["media": "missing"]]]
            )
            #expect(refused.summary == "404 NotFound")
            let sent = try await api.send(["attachments": ["F1"], "embeds": [["media": "F2"]]], to: channel, as: ann)
            let attachment = try #require(sent.objects("attachments").first)
            #expect(attachment["_id"] == "F1" && attachment["hash"] == nil && attachment["used_for"] == nil)
            #expect(try sent.objects("embeds")[0].object("media")["_id"] == "F2")
            let row = try #require(try await api.core.store.findOne(.attachments, where: .id("F1" as FileID)))
            #expect(row["used_for"] == ["type": "Message", "id": .string(try sent.string("_id"))])
            #expect(try await api.call(.post, path, as: ann, ["attachments": ["F1"]]).summary == "404 NotFound")
        }
    }
}
