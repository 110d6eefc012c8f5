import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Deleting a server", .timeLimit(.minutes(3)))
struct DeleteServerTests {
    /// What is left of a server in every collection, by name.
    private func remains(of server: ServerID, channels: [ChannelID], in api: TestAPI) async throws -> [String: Int] {
        let filters: [(String, StoatStorage.Collection, Filter)] = [
            ("servers", .servers, .id(server)),
            ("members", .serverMembers, .field("_id.server", equals: server)),
            ("bans", .serverBans, .field("_id.server", equals: server)),
            ("channels", .channels, .field("server", equals: server)),
            ("invites", .channelInvites, .field("server", equals: server)),
            ("unreads", .channelUnreads, .field("_id.channel", in: channels)),
            ("webhooks", .channelWebhooks, .field("channel_id", in: channels)),
            ("messages", .messages, .field("channel", in: channels)),
            ("emojis", .emojis, .field("parent.id", equals: server)),
            ("audit", .auditLogs, .field("server", equals: server)),
            ("files", .attachments, .notEquals("deleted", true)),
        ]
        var found: [String: Int] = [:]
        for (name, collection, filter) in filters { found[name] = try await api.count(collection, filter) }
        return found.filter { $0.value > 0 }
    }

    @Test("leaves nothing of it but detached emojis, and other servers alone")
    func cascade() async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            let other = try await api.server(of: owner)
            let extra = try await api.channel(in: server.id, as: owner)
            try await api.join(server.id, member)
            for place in [server.channels[0], extra.id, other.channels[0]] {
                try await fill(place, of: place == other.channels[0] ? other.id : server.id, in: api)
            }
            _ = api.events()

            let answer = try await api.call(.delete, "/servers/\(server.id)", as: owner)
            answer.ok(204)
            let events = api.events()
            #expect(events.summaries == ["ServerDelete → server"])
            #expect(events[0].body["id"] == .string(server.id.rawValue))

            let left = try await remains(of: server.id, channels: server.channels + [extra.id], in: api)
            // Those of the other server, and the pictures of the detached emojis.
            #expect(left == ["files": 7])
            #expect(try await api.count(.emojis, .equals("parent.type", "Detached")) == 2)
            let kept = try await remains(of: other.id, channels: other.channels, in: api)
            #expect(
                kept == [
                    "servers": 1, "members": 2, "bans": 1, "channels": 1, "invites": 1, "unreads": 1, "webhooks": 1,
                    "messages": 3, "emojis": 1, "audit": 1, "files": 7,
                ]
            )
            let gone = try await api.call(.delete, "/servers/\(server.id)", as: owner)
            #expect(gone.summary == "404 NotFound")
            #expect(try await api.call(.get, "/channels/\(extra.id)", as: owner).summary == "404 NotFound")
        }
    }

    /// Puts one of everything that can hang on a channel and its server into the store.
    private func fill(_ channel: ChannelID, of server: ServerID, in api: TestAPI) async throws {
        let key = channel.rawValue
        var messages = (0..<3).map { _ in Message(id: .new(), channel: channel, author: "AUTHOR") }
        let files: [(String, FileID, String, String)] = [
            ("attachments", FileID("attached-\(key)"), "Message", messages[0].id.rawValue),
            ("attachments", FileID("embedded-\(key)"), "Message", messages[1].id.rawValue),
            ("icons", FileID("channel-icon-\(key)"), "ChannelIcon", key),
            ("icons", FileID("server-icon-\(key)"), "ServerIcon", server.rawValue),
            ("emojis", FileID("emoji-\(key)"), "Emoji", "emoji-\(key)"),
        ]
        var writes: [Write] = files.map { tag, id, type, user in
            .insert(
                .attachments,
                [
                    "_id": .string(id.rawValue), "tag": .string(tag), "filename": "x",
                    "used_for": ["type": .string(type), "id": .string(user)],
                ]
            )
        }
        messages[0].attachments = [
            File(
                id: files[0].1,
                tag: "attachments",
                filename: "x",
                metadata: ["type": "File"],
                contentType: "x/y",
                size: 1
            )
        ]
        messages[1].embeds = [["type": "Text", "media": ["_id": .string(files[1].1.rawValue)]]]
        writes += messages.map { .insert(.messages, $0.document) }
        let emoji = Emoji(id: EmojiID("emoji-\(key)"), server: server, creator: "AUTHOR", name: "smile")
        let user: UserID = UserID("READER-\(key)")
        let member = Member(id: Member.ID(server: server, user: user))
        writes += [
            .insert(.emojis, emoji.document),
            .insert(.serverMembers, member.document),
            .insert(.serverBans, ["_id": .object(Member.ID(server: server, user: user).object), "reason": nil]),
            .insert(
                .channelInvites,
                Invite(code: InviteCode("code-\(key)"), creator: user, channel: channel, server: server).document
            ),
            .insert(.channelUnreads, ChannelUnread(channel: channel, user: user, lastID: "x").document),
            .insert(.channelWebhooks, ["_id": .string("hook-\(key)"), "channel_id": .string(key)]),
            .insert(.auditLogs, ["_id": .string("log-\(key)"), "server": .string(server.rawValue)]),
        ]
        try await api.core.store.write(writes)
    }

    @Test("removes messages in portions, and every file they show")
    func manyMessages() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let writes: [Write] = (0..<2500).map { _ in
                .insert(.messages, Message(id: .new(), channel: server.channels[0], author: owner.id).document)
            }
            try await api.core.store.write(writes)
            try await api.call(.delete, "/servers/\(server.id)", as: owner).ok(204)
            #expect(try await api.count(.messages) == 0)
        }
    }

    @Test("is refused to those without a membership")
    func refuses() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let admin = try await api.user("root", isPrivileged: true)
            let server = try await api.server(of: owner)
            for (caller, id) in [(admin, server.id), (owner, "nowhere")] {
                #expect(try await api.call(.delete, "/servers/\(id)", as: caller).summary == "404 NotFound")
            }
        }
    }
}
