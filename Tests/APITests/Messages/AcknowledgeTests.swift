import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Acknowledging", .timeLimit(.minutes(4)))
struct AcknowledgeTests {
    @Test("an acknowledgement is stored before it is answered, and own sessions are told")
    func acknowledging() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let channel = try await api.group(of: ann, with: bob).id
            var ids: [MessageID] = []
            for number in 0..<3 { ids.append(try await api.say("\(number)", in: channel, as: ann)) }
            _ = try await api.call(.get, "/channels/\(channel)", as: bob)
            _ = api.events()
            func acknowledge(_ id: MessageID) async throws {
                let answer = try await api.call(.put, "/channels/\(channel)/ack/\(id)", as: bob)
                answer.ok(204)
                #expect(answer.counts.calls == 1 && answer.counts.writes == 1)
            }
            try await acknowledge(ids[1])
            #expect(
                try await api.unread(channel, of: bob)
                    == ChannelUnread(channel: channel, user: bob.id, lastID: ids[1], mentions: [ids[2]])
            )
            let events = api.events()
            #expect(events.count == 1 && events[0].audience == .users([bob.id]))
            #expect(
                events[0].body == [
                    "type": "ChannelAck", "id": .string(channel.rawValue), "user": .string(bob.id.rawValue),
                    "message_id": .string(ids[1].rawValue),
                ]
            )
            try await acknowledge("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
            #expect(try await api.unread(channel, of: bob)?.mentions == [])
            try await acknowledge(ids[0])
            #expect(try await api.unread(channel, of: bob)?.lastID == ids[0], "clients mark channels unread like this")
        }
    }

    @Test("any text is taken for a message, also by a reader without a row")
    func anyText() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            try await api.call(.put, "/channels/\(channel)/ack/whatever", as: ann).ok(204)
            #expect(try await api.unread(channel, of: ann)?.lastID == "whatever")
        }
    }

    @Test("rows of old databases with null mentions can be acknowledged")
    func nullMentions() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id: Value = ["channel": .string(channel.rawValue), "user": .string(ann.id.rawValue)]
            try await api.core.store.insert(["_id": id, "mentions": nil], into: .channelUnreads)
            try await api.call(.put, "/channels/\(channel)/ack/x", as: ann).ok(204)
            #expect(try await api.unread(channel, of: ann)?.lastID == "x")
        }
    }

    @Test("checks answer in their order")
    func checks() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let bot = try await api.bot("bot", of: ann)
            let channel = try await api.town(of: ann).channel
            #expect(try await api.call(.put, "/channels/none/ack/x", as: bot).summary == "400 IsBot")
            #expect(try await api.call(.put, "/channels/none/ack/x", as: bob).summary == "404 NotFound")
            let missing = "403 MissingPermission(ViewChannel)"
            #expect(try await api.call(.put, "/channels/\(channel)/ack/x", as: bob).summary == missing)
        }
    }

    @Test("channels are acknowledged to their newest messages, recorded or not, in one batch")
    func channels() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let (more, empty) = (
                try await api.channel(in: town.server, as: ann), try await api.channel(in: town.server, as: ann)
            )
            let one = try await api.say("1", in: town.channel, as: ann)
            await LastMessageWriter(core: api.core).flush()
            let two = try await api.say("2", in: more.id, as: ann)
            var channels: [Channel] = []
            for id in [town.channel, more.id, empty.id] {
                channels.append(try Channel(document: try #require(try await api.stored(id))))
            }
            _ = api.events()
            let (_, counts) = try await OperationCounter.counting { [channels] in
                try await api.core.actions.acknowledge(channels, by: ann.id)
            }
            #expect(counts.calls == 1)
            #expect(try await api.unread(town.channel, of: ann)?.lastID == one)
            #expect(try await api.unread(more.id, of: ann)?.lastID == two)
            #expect(try await api.unread(empty.id, of: ann) == nil)
            #expect(api.eventNames() == ["ChannelAck", "ChannelAck"])
        }
    }
}
