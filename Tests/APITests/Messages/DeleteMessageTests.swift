import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Deleting messages", .timeLimit(.minutes(4)))
struct DeleteMessageTests {
    @Test(
        "the newest message gives its place to the one before, whether or not it was recorded",
        arguments: [true, false]
    )
    func newest(isRecorded: Bool) async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let one = try await api.say("1", in: channel, as: ann)
            let two = try await api.say("2", in: channel, as: ann)
            let writer = LastMessageWriter(core: api.core)
            if isRecorded { await writer.flush() }
            _ = api.events()
            let path = "/channels/\(channel)/messages"
            #expect(try await api.call(.delete, "\(path)/\(two)", as: ann).status == 204)
            let events = api.events()
            #expect(events.map(\.kind) == [.channelUpdate, .messageDelete])
            #expect(events[0].body["data"] == ["last_message_id": .string(one.rawValue)])
            #expect(events[0].body["clear"] == [])
            #expect(
                events[1].body == [
                    "type": "MessageDelete", "id": .string(two.rawValue), "channel": .string(channel.rawValue),
                ]
            )
            await writer.flush()
            #expect(try await api.stored(channel)?["last_message_id"] == .string(one.rawValue))
            #expect(
                try await api.call(.get, "/channels/\(channel)", as: ann).ok()["last_message_id"]
                    == .string(one.rawValue)
            )

            #expect(try await api.call(.delete, "\(path)/\(one)", as: ann).status == 204)
            #expect(api.eventNames() == ["MessageDelete"])
            await writer.flush()
            #expect(try await api.stored(channel)?["last_message_id"] == nil)
            #expect(try await api.count(.messages) == 0)
        }
    }

    @Test("an older message leaves the newest alone")
    func older() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let one = try await api.say("1", in: channel, as: ann)
            let two = try await api.say("2", in: channel, as: ann)
            _ = api.events()
            try await api.call(.delete, "/channels/\(channel)/messages/\(one)", as: ann).ok(204)
            #expect(api.eventNames() == ["MessageDelete"])
            await LastMessageWriter(core: api.core).flush()
            #expect(try await api.stored(channel)?["last_message_id"] == .string(two.rawValue))
        }
    }

    @Test("a message deleted by another process before it was recorded is not recorded")
    func deletedElsewhere() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let one = try await api.say("1", in: channel, as: ann)
            await LastMessageWriter(core: api.core).flush()
            let two = try await api.say("2", in: channel, as: ann)
            try await api.core.store.deleteOne(.messages, where: .id(two))
            await LastMessageWriter(core: api.core).flush()
            #expect(try await api.stored(channel)?["last_message_id"] == .string(one.rawValue))
        }
    }

    @Test("files of a message are given over to deletion")
    func files() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            for id in ["F1", "F2", "F3"] as [FileID] { try await api.upload(id, tag: "attachments") }
            let body: Object = ["attachments": ["F1"], "embeds": [["media": "F2"]]]
            let id = try await api.send(body, to: channel, as: ann).string("_id")
            try await api.call(.delete, "/channels/\(channel)/messages/\(id)", as: ann).ok(204)
            #expect(try await api.isDeleted("F1"))
            #expect(try await api.isDeleted("F2"))
            #expect(try await !api.isDeleted("F3"))
        }
    }

    @Test("authors delete without rights, others need ManageMessages")
    func rights() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob)
            let own = try await api.say("x", in: town.channel, as: bob)
            let foreign = try await api.say("x", in: town.channel, as: ann)
            func delete(_ id: MessageID, as caller: Caller, in channel: ChannelID? = nil) async throws -> String {
                try await api.call(.delete, "/channels/\(channel ?? town.channel)/messages/\(id)", as: caller).summary
            }
            #expect(try await delete("none", as: bob) == "404 NotFound")
            #expect(try await delete(own, as: bob, in: "none") == "404 NotFound")
            #expect(try await delete(foreign, as: bob) == "403 MissingPermission(ManageMessages)")
            let long: [HTTPField.Name: String] = [.auditLogReason: String(repeating: "r", count: 513)]
            let path = "/channels/\(town.channel)/messages/\(own)"
            #expect(try await api.call(.delete, path, as: bob, headers: long).summary == "400 HeaderTooLarge")
            let row: Filter = .equals("_id.user", .string(bob.id.rawValue))
            try await api.core.store.deleteOne(.serverMembers, where: row)
            await api.core.documents.invalidate(.member(Member.ID(server: town.server, user: bob.id)))
            #expect(try await delete(own, as: bob) == "204")
            #expect(try await delete(foreign, as: ann) == "204")
        }
    }

    @Test("many at once: those of this channel that exist")
    func bulk() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let other = try await api.channel(in: town.server, as: ann)
            var ids: [MessageID] = []
            for number in 0..<4 { ids.append(try await api.say("\(number)", in: town.channel, as: ann)) }
            let elsewhere = try await api.say("x", in: other.id, as: ann)
            try await api.upload("F", tag: "attachments")
            let file = try await api.send(["attachments": ["F"]], to: town.channel, as: ann).id(
                "_id",
                as: MessageID.self
            )
            await LastMessageWriter(core: api.core).flush()
            _ = api.events()
            let wanted = [file, ids[3], ids[1], elsewhere, .new(at: TestAPI.now)]
            let path = "/channels/\(town.channel)/messages/bulk"
            try await api.call(.delete, path, as: ann, ["ids": .strings(wanted)]).ok(204)
            let events = api.events()
            #expect(events.map(\.kind) == [.channelUpdate, .bulkMessageDelete])
            #expect(events[0].body["data"] == ["last_message_id": .string(ids[2].rawValue)])
            #expect(events[1].body["ids"] == .strings([ids[1], ids[3], file]))
            #expect(try await api.isDeleted("F"))
            #expect(try await api.count(.messages) == 3)
            #expect(try await api.stored(town.channel)?["last_message_id"] == .string(ids[2].rawValue))

            try await api.call(.delete, path, as: ann, ["ids": .strings([elsewhere])]).ok(204)
            let empty = api.events()
            #expect(empty.map(\.kind) == [.bulkMessageDelete] && empty[0].body["ids"] == [])
        }
    }

    @Test("checks of many at once answer in their order")
    func bulkChecks() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob)
            let week: Duration = .seconds(7 * 86_400)
            let old = MessageID.new(at: TestAPI.now.advanced(by: .zero - week - .seconds(1)))
            let recent = MessageID.new(at: TestAPI.now.advanced(by: .zero - week + .seconds(1)))
            let future = MessageID.new(at: TestAPI.now.advanced(by: .seconds(3600)))
            let rows: [(ChannelID, [MessageID], String)] = [
                ("none", [], "400 FailedValidation"),
                ("none", Array(repeating: "x", count: 101), "400 FailedValidation"),
                ("none", ["x"], "400 InvalidOperation"),
                ("none", [recent, old], "400 InvalidOperation"), ("none", [recent, future], "404 NotFound"),
                (town.channel, [recent], "403 MissingPermission(ManageMessages)"),
            ]
            for (channel, ids, expected) in rows {
                let path = "/channels/\(channel)/messages/bulk"
                #expect(try await api.call(.delete, path, as: bob, ["ids": .strings(ids)]).summary == expected)
            }
            #expect(try await api.call(.delete, "/channels/none/messages/bulk", as: bob, [:]).status == 422)
        }
    }
}
