import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Mentions and unreads of new messages", .timeLimit(.minutes(4)))
struct MentionTests {
    @Test("in servers, members who can view the channel are mentioned, oneself included")
    func members() async throws {
        try await TestAPI.run { api in
            let (ann, bob, eve) = (try await api.user("ann"), try await api.user("bob"), try await api.user("eve"))
            let (gone, admin) = (try await api.user("gone"), try await api.user("admin", isPrivileged: true))
            let town = try await api.town(of: ann, bob, eve, gone, admin)
            let role = RoleID.new()
            try await api.role(role, in: town.server, deny: .viewChannel, holders: eve, admin)
            try await api.change(
                .serverMembers,
                .equals("_id.user", .string(gone.id.rawValue)),
                Update().set("pending_deletion_at", .string(TestAPI.now.iso8601))
            )
            let stranger = try await api.user("stranger")
            let everyone = [stranger, bob, eve, gone, admin, ann, bob].map { "<@\($0.id)>" }.joined()
            let sent = try await api.send(["content": .string(everyone)], to: town.channel, as: ann)
            #expect(sent.ids("mentions", of: UserID.self) == [bob.id, admin.id, ann.id])
            let id: MessageID = try sent.id("_id")
            for user in [bob, admin, ann] {
                #expect(try await api.unread(town.channel, of: user)?.mentions == [id])
            }
            for user in [stranger, eve, gone] { #expect(try await api.unread(town.channel, of: user) == nil) }
        }
    }

    @Test("in direct messages and groups every message is a mention of all others")
    func direct() async throws {
        try await TestAPI.run { api in
            let (ann, bob, eve) = (try await api.user("ann"), try await api.user("bob"), try await api.user("eve"))
            let group = try await api.group(of: ann, with: bob, eve)
            let sent = try await api.send(
                ["content": .string("<@\(eve.id)> <@\(UserID.new())>")],
                to: group.id,
                as: bob
            )
            let one: MessageID = try sent.id("_id")
            let two = try await api.say("again", in: group.id, as: bob)
            #expect(sent.ids("mentions", of: UserID.self) == [eve.id])
            #expect(try await api.unread(group.id, of: ann)?.mentions == [one, two])
            #expect(try await api.unread(group.id, of: eve)?.mentions == [one, two])
            #expect(try await api.unread(group.id, of: bob) == nil)
        }
    }

    @Test("silent messages, saved messages and plain server messages are mentions of nobody")
    func silence() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob)
            let silent = try await api.send(
                ["content": .string("<@\(bob.id)> @everyone"), "flags": 2],
                to: town.channel,
                as: ann
            )
            #expect(silent["flags"] == 6)
            #expect(silent.ids("mentions", of: UserID.self) == [bob.id])
            try await api.say("plain", in: town.channel, as: ann)
            let notes = try await api.savedMessages(of: ann)
            let note = try await api.send(["content": .string("<@\(ann.id)>")], to: notes.id, as: ann)
            #expect(note["mentions"] == nil)
            #expect(try await api.count(.channelUnreads) == 0)
            #expect(try await api.stored(notes.id)?["last_message_id"] == nil)
        }
    }

    @Test("a reply mentions the author of its target when asked to")
    func replies() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let channel = try await api.town(of: ann, bob).channel
            let target = try await api.say("x", in: channel, as: bob)
            func reply(_ mention: Bool) async throws -> Object {
                let body: Object = [
                    "content": "y", "replies": [["id": .string(target.rawValue), "mention": .bool(mention)]],
                ]
                return try await api.send(body, to: channel, as: ann)
            }
            #expect(try await reply(false)["mentions"] == nil)
            let loud = try await reply(true)
            #expect(loud.ids("mentions", of: UserID.self) == [bob.id])
            #expect(try await api.unread(channel, of: bob)?.mentions == [try loud.id("_id")])
        }
    }

    @Test("a reader who never acknowledges keeps a bounded number of mentions, the newest")
    func bounded() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let channel = try await api.group(of: ann, with: bob).id
            let id: Value = ["channel": .string(channel.rawValue), "user": .string(bob.id.rawValue)]
            let mentions = (0..<UnreadRepository.maxMentions).map { Value.string("\($0)") }
            try await api.core.store.insert(["_id": id, "mentions": .array(mentions)], into: .channelUnreads)
            let message = try await api.say("x", in: channel, as: ann)
            let kept = try #require(try await api.unread(channel, of: bob)).mentions
            #expect(kept.count == UnreadRepository.maxMentions)
            #expect(kept.first == "1" && kept.last == message)
        }
    }

    @Test("rows of old databases with null mentions take new ones")
    func nullMentions() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let channel = try await api.group(of: ann, with: bob).id
            let id: Value = ["channel": .string(channel.rawValue), "user": .string(bob.id.rawValue)]
            try await api.core.store.insert(["_id": id, "last_id": "1", "mentions": nil], into: .channelUnreads)
            let message = try await api.say("x", in: channel, as: ann)
            #expect(try await api.unread(channel, of: bob)?.mentions == [message])
            #expect(try await api.count(.messages, .id(message)) == 1)
        }
    }

    @Test("everyone and roles are noted for the members concerned who have not read that far")
    func massMentions() async throws {
        try await TestAPI.run { api in
            let (ann, bob, eve) = (try await api.user("ann"), try await api.user("bob"), try await api.user("eve"))
            let (blind, read) = (try await api.user("blind"), try await api.user("read"))
            let town = try await api.town(of: ann, bob, eve, blind, read)
            let (friends, blinded) = (RoleID.new(), RoleID.new())
            try await api.role(friends, in: town.server, holders: eve)
            try await api.role(blinded, in: town.server, deny: .viewChannel, holders: blind)
            let everyone = try await api.say("@everyone", in: town.channel, as: ann)
            let role = try await api.say("<%\(friends)>", in: town.channel, as: ann)
            try await api.core.unreads.acknowledge([(town.channel, everyone)], by: read.id)
            #expect(try await api.unread(town.channel, of: bob) == nil)

            // Twice, as a queue delivers at least once.
            for _ in 0..<2 { try await api.performMassMentions(2) }
            #expect(try await api.unread(town.channel, of: bob)?.mentions == [everyone])
            #expect(Set(try await api.unread(town.channel, of: eve)?.mentions ?? []) == [everyone, role])
            #expect(try await api.unread(town.channel, of: read)?.mentions == [])
            #expect(try await api.unread(town.channel, of: blind) == nil)
            #expect(try await api.unread(town.channel, of: ann) == nil)
        }
    }

    @Test("everyone of a large server is noted with a bounded number of operations per batch")
    func largeServer() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let members = (0..<450).map { _ in Member(id: Member.ID(server: town.server, user: .new())) }
            try await api.core.store.write(members.map { .insert(.serverMembers, $0.document) })
            let message = try await api.say("@everyone", in: town.channel, as: ann)
            let stored = try Message(document: try #require(try await api.stored(message)))
            let row = try #require(try await api.stored(town.channel))
            let task = try #require(MassMentions.Task(stored, in: Channel(document: row)))
            let (_, counts) = try await OperationCounter.counting {
                try await MassMentions(core: api.core).perform(task)
            }
            #expect(counts.calls <= 3 * 3 + 1)
            #expect(try await api.count(.channelUnreads, .equals("mentions", .string(message.rawValue))) == 450)
        }
    }
}

extension TestAPI {
    /// Works off queued mass mentions until this many were performed in all, without taking them from the queue.
    fileprivate func performMassMentions(_ expected: Int) async throws {
        let rows = try await core.store.find(Query(.messages, sort: [.ascending("_id")]))
        var performed = 0
        for row in rows {
            let message = try Message(document: row)
            guard let channel = try await core.documents.load(.channel(message.channel)),
                let task = MassMentions.Task(message, in: try Channel(document: channel))
            else { continue }
            try await MassMentions(core: core).perform(MassMentions.Task(body: task.body))
            performed += 1
        }
        #expect(performed == expected)
    }
}
