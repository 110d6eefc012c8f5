import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Deleting a channel", .timeLimit(.minutes(3)))
struct DeleteChannelTests {
    @Test("of a server leaves nothing of it, not in the server's lists either")
    func cascade() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let channel = try await api.channel(in: server.id, as: owner)
            let (id, kept) = (Value.string(channel.id.rawValue), Value.string(server.channels[0].rawValue))
            let places: Object = [
                "categories": [
                    ["id": "a", "title": "A", "channels": [id, kept]], ["id": "b", "title": "B", "channels": []],
                ],
                "system_messages": ["user_joined": id, "user_left": kept],
            ]
            try await api.call(.patch, "/servers/\(server.id)", as: owner, places).ok()
            try await api.call(.post, "/channels/\(channel.id)/invites", as: owner).ok()
            let message = Message(id: .new(), channel: channel.id, author: owner.id)
            try await api.core.store.write([
                .insert(.messages, message.document),
                .insert(.channelUnreads, ChannelUnread(channel: channel.id, user: owner.id, lastID: "x").document),
                .insert(.channelWebhooks, ["_id": "hook", "channel_id": id]),
                .insert(.attachments, ["_id": "icon", "used_for": ["type": "ChannelIcon", "id": id]]),
            ])
            _ = api.events()

            try await api.call(.delete, "/channels/\(channel.id)", as: owner).ok(204)
            #expect(api.events().summaries == ["ChannelDelete → channel"])
            for collection in [.messages, .channelUnreads, .channelInvites, .channelWebhooks]
                as [StoatStorage.Collection]
            {
                #expect(try await api.count(collection) == 0, "\(collection.name)")
            }
            #expect(try await api.isDeleted("icon"))
            let answer = try await api.call(.get, "/servers/\(server.id)", as: owner).ok()
            #expect(answer["channels"] == [kept])
            #expect(
                answer["categories"] == [
                    ["id": "a", "title": "A", "channels": [kept]], ["id": "b", "title": "B", "channels": []],
                ]
            )
            #expect(answer["system_messages"] == ["user_left": kept])
            #expect(try await api.call(.get, "/channels/\(channel.id)", as: owner).summary == "404 NotFound")
        }
    }

    @Test("needs ViewChannel, then ManageChannel")
    func refuses() async throws {
        try await TestAPI.run { api in
            let (owner, member, stranger) = (
                try await api.user("ann"), try await api.user("bea"), try await api.user("cal")
            )
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            let path = "/channels/\(server.channels[0])"
            let outside = try await api.call(.delete, path, as: stranger)
            #expect(outside.summary == "403 MissingPermission(ViewChannel)")
            let inside = try await api.call(.delete, path, as: member)
            #expect(inside.summary == "403 MissingPermission(ManageChannel)")
            #expect(try await api.call(.delete, "/channels/x", as: owner).summary == "404 NotFound")
        }
    }

    @Test("closes direct messages for both sides")
    func directMessage() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let channel = try await api.directMessage(ann, bea)
            try await api.call(.delete, "/channels/\(channel.id)", as: bea).ok(204)
            let events = api.events()
            #expect(events.summaries == ["ChannelUpdate → recipients 2"])
            #expect(events[0].body["data"] == ["active": false])
            #expect(try await api.call(.get, "/channels/\(channel.id)", as: ann).ok()["active"] == false)
        }
    }

    @Test("has no effect on saved messages; neither they nor direct messages can be edited")
    func savedMessages() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            try await api.befriend(ann, bea)
            let notes = try await api.savedMessages(of: ann)
            let direct = try await api.directMessage(ann, bea)
            #expect(try await api.call(.delete, "/channels/\(notes.id)", as: ann).summary == "400 NoEffect")
            for channel in [notes, direct] {
                let answer = try await api.call(.patch, "/channels/\(channel.id)", as: ann, ["name": "x"])
                #expect(answer.summary == "400 InvalidOperation")
                let invite = try await api.call(.post, "/channels/\(channel.id)/invites", as: ann)
                #expect(invite.summary == "400 InvalidOperation")
            }
        }
    }
}
