import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

/// What messages ask of a store, held against an engine.
@Suite("Messages on each engine", .timeLimit(.minutes(3)))
struct MessagesOnEnginesTests {
    private let now = StoreEngine.now

    /// A group of `A` and others, with these messages by `A`.
    private func group(in core: Core, with others: [UserID] = ["B"], _ texts: [String] = []) async throws -> (
        Channel, [Message]
    ) {
        let group = Channel.Group(name: "g", owner: "A", recipients: ["A"] + others)
        let channel = Channel(id: "C", kind: .group(group))
        try await core.store.insert(channel.document, into: .channels)
        var messages: [Message] = []
        for text in texts {
            var message = Message(id: core.messageIDs.next(at: now), channel: channel.id, author: "A")
            message.content = text
            try await MessageDelivery(core: core).deliver(message, as: message.wire, in: channel)
            messages.append(message)
        }
        return (channel, messages)
    }

    private func stored(_ message: Message, in core: Core) async throws -> Message {
        try await core.messages.require(message.id, in: message.channel)
    }

    @Test("mentions are noted with the message and gone when it is read", arguments: StoreEngine.allCases)
    func unreads(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let (channel, messages) = try await group(in: core, with: ["B", "D"], ["1", "2", "3"])
            let ids = messages.map(\.id)
            #expect(try await core.unreads.all(of: "B").map(\.mentions) == [ids])
            #expect(try await core.unreads.all(of: "A").isEmpty)
            try await core.unreads.acknowledge([(channel.id, ids[1])], by: "B")
            let row = ChannelUnread(channel: channel.id, user: "B", lastID: ids[1], mentions: [ids[2]])
            #expect(try await core.unreads.all(of: "B") == [row])
            #expect(try await core.unreads.of(["B", "D", "X"], in: channel.id).count == 2)
        }
    }

    @Test(
        "many acknowledgements of a channel never read before do not get in each other's way",
        arguments: StoreEngine.allCases
    )
    func racingAcknowledgements(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask { try await core.actions.acknowledge("C", upTo: MessageID("\(number)"), by: "B") }
                }
                try await group.waitForAll()
            }
            #expect(try await core.unreads.all(of: "B").count == 1)
        }
    }

    @Test("rows of old databases with null mentions take new ones", arguments: StoreEngine.allCases)
    func nullMentions(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let row: Object = ["_id": ["channel": "C", "user": "D"], "last_id": "1", "mentions": nil]
            try await core.store.insert(row, into: .channelUnreads)
            let (_, messages) = try await group(in: core, with: ["B", "D", "E"], ["x"])
            for user in ["B", "D", "E"] as [UserID] {
                #expect(try await core.unreads.all(of: user).map(\.mentions) == [[messages[0].id]])
            }
            #expect(try await core.store.count(.messages, where: .all) == 1)
        }
    }

    @Test("rows keep a bounded number of mentions", arguments: StoreEngine.allCases)
    func bounded(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let old = (0..<UnreadRepository.maxMentions).map { Value.string("\($0)") }
            let row: Object = ["_id": ["channel": "C", "user": "B"], "mentions": .array(old)]
            try await core.store.insert(row, into: .channelUnreads)
            let (_, messages) = try await group(in: core, ["x"])
            let mentions = try await core.unreads.all(of: "B")[0].mentions
            #expect(mentions.count == UnreadRepository.maxMentions && mentions.last == messages[0].id)
        }
    }

    @Test("pages begin and end where they are asked to", arguments: StoreEngine.allCases)
    func pages(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let (channel, messages) = try await group(in: core, (0..<9).map { "\($0)" })
            let ids = messages.map(\.id)
            func list(_ listing: MessageListing) async throws -> [Int] {
                try await core.messages.rows(of: listing, in: channel.id).compactMap { row in
                    row.optionalID("_id").flatMap(ids.firstIndex)
                }
            }
            #expect(try await list(MessageListing(limit: 3)) == [8, 7, 6])
            #expect(try await list(MessageListing(before: ids[4], after: ids[1])) == [3, 2])
            #expect(try await list(MessageListing(limit: 2, after: ids[1], sort: .oldest)) == [2, 3])
            #expect(try await list(MessageListing(limit: 4, nearby: ids[4])) == [4, 5, 6, 3, 2, 1])
            #expect(try await list(MessageListing(criterion: .pinned(true))) == [])
            #expect(
                try await core.messages.existing([ids[3], "X", ids[1]], in: channel.id).map(\.id) == [ids[1], ids[3]]
            )
            #expect(try await core.messages.newest(in: channel.id) == ids[8])
            #expect(try await core.messages.newest(in: "X") == nil)
            #expect(try await core.messages.references(to: [ids[0], "X"]).keys.map(\.self) == [ids[0]])
        }
    }

    @Test("words are found, best match or newest first", arguments: StoreEngine.allCases)
    func search(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let (channel, messages) = try await group(in: core, ["a red cat", "a dog", "cats and a cat", "bird"])
            func search(_ words: String, _ sort: MessageListing.Sort? = nil) async throws -> [MessageID] {
                let listing = MessageListing(sort: sort, criterion: .text(words))
                return try await core.messages.rows(of: listing, in: channel.id).compactMap { $0.optionalID("_id") }
            }
            #expect(Set(try await search("cat")) == [messages[0].id, messages[2].id])
            #expect(try await search("cat", .latest) == [messages[2].id, messages[0].id])
            #expect(try await search("cat", .oldest) == [messages[0].id, messages[2].id])
            #expect(try await search("zebra").isEmpty)
        }
    }

    @Test("reactions come in order and leave no trace", arguments: StoreEngine.allCases)
    func reactions(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let (channel, messages) = try await group(in: core, ["x"])
            let actions = core.actions
            for user in ["B", "A", "B"] as [UserID] {
                let message = try await stored(messages[0], in: core)
                try await actions.addReaction("👨‍👩‍👧‍👦", to: message, in: channel, by: user)
            }
            try await actions.addReaction("1⃣", to: messages[0], in: channel, by: "A")
            var message = try await stored(messages[0], in: core)
            #expect(message.reactions.map(\.emoji) == ["👨‍👩‍👧‍👦", "1⃣"])
            #expect(message.reactions[0].users == ["B", "A"])
            try await actions.removeReaction("👨‍👩‍👧‍👦", of: "B", from: message, in: channel)
            try await actions.removeReaction("1⃣", of: "A", from: message, in: channel)
            message = try await stored(messages[0], in: core)
            #expect(message.reactions == [Reaction(emoji: "👨‍👩‍👧‍👦", users: ["A"])])
            try await actions.removeReactions("👨‍👩‍👧‍👦", from: message, in: channel)
            #expect(try await core.store.findOne(.messages, where: .id(message.id))?["reactions"] == [:])
        }
    }

    @Test("a message is pinned by one of many who try", arguments: StoreEngine.allCases)
    func pins(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let (channel, messages) = try await group(in: core, ["x"])
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            try await core.actions.pinMessage(messages[0], in: channel, by: "A")
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
            #expect(try await stored(messages[0], in: core).isPinned)
            try await core.actions.unpinMessage(messages[0], in: channel, by: "A")
            #expect(try await core.store.findOne(.messages, where: .id(messages[0].id))?["pinned"] == nil)
        }
    }

    @Test("an upload is used by one of many who try", arguments: StoreEngine.allCases)
    func claims(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let file = File(id: "F", tag: "attachments", filename: "f", metadata: [:], contentType: "x/y", size: 1)
            try await core.store.insert(file.object(.stored), into: .attachments)
            let claimed = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let use = FileUse.message(MessageID("\(number)"))
                        do {
                            _ = try await core.files.claim("F", tag: "attachments", for: use, by: "A")
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(claimed.filter { $0 }.count == 1)
        }
    }

    @Test("the newest message is recorded, recovered, and given up when deleted", arguments: StoreEngine.allCases)
    func newest(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let (channel, messages) = try await group(in: core, ["1", "2"])
            func recorded() async throws -> Value? {
                try await core.store.findOne(.channels, where: .id(channel.id))?["last_message_id"]
            }
            let writer = LastMessageWriter(core: core)
            await writer.flush()
            #expect(try await recorded() == .string(messages[1].id.rawValue))
            try await core.store.updateOne(
                .channels,
                where: .id(channel.id),
                Update().set("last_message_id", .string("\"\(messages[0].id)\""))
            )
            await writer.recover()
            #expect(try await recorded() == .string(messages[1].id.rawValue))
            try await core.actions.deleteMessage(messages[1], in: channel)
            #expect(try await recorded() == .string(messages[0].id.rawValue))
            try await core.actions.deleteMessages([messages[0].id], in: channel)
            #expect(try await recorded() == nil)
        }
    }

    @Test("everyone of a server is noted batch by batch", arguments: StoreEngine.allCases)
    func massMentions(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            var server = Server(id: "S", owner: "A", name: "s", channels: ["C"])
            server.roles = [Role(id: "R", ["name": "r", "permissions": ["a": 0, "d": 0], "rank": 0])]
            let channel = Channel(id: "C", kind: .text(Channel.ServerChannel(server: "S", name: "c")))
            let members = (0..<(MassMentions.batchSize + 50)).map { number in
                var member = Member(id: Member.ID(server: "S", user: UserID("U\(1000 + number)")))
                if number % 5 == 0 { member.roles = ["R"] }
                return member
            }
            let strangers = (0..<10).map { Member(id: Member.ID(server: "T", user: UserID("U\(1000 + $0)"))) }
            try await core.store.write(
                [.insert(.servers, server.document), .insert(.channels, channel.document)]
                    + (members + strangers).map { .insert(.serverMembers, $0.document) }
            )
            var message = Message(id: "M1", channel: "C", author: "A")
            message.flags = .mentionsEveryone
            try await MassMentions(core: core).perform(try #require(MassMentions.Task(message, in: channel)))
            #expect(try await core.store.count(.channelUnreads, where: .equals("mentions", "M1")) == members.count)
            message = Message(id: "M2", channel: "C", author: "A")
            message.roleMentions = ["R"]
            for _ in 0..<2 {
                try await MassMentions(core: core).perform(try #require(MassMentions.Task(message, in: channel)))
            }
            #expect(try await core.store.count(.channelUnreads, where: .equals("mentions", "M2")) == members.count / 5)
            #expect(try await core.unreads.all(of: "U1000").map(\.mentions) == [["M1", "M2"]])
        }
    }

    @Test("a queued mass mention is worked off", arguments: StoreEngine.allCases)
    func worker(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let server = Server(id: "S", owner: "A", name: "s", channels: ["C"])
            let channel = Channel(id: "C", kind: .text(Channel.ServerChannel(server: "S", name: "c")))
            try await core.store.write([
                .insert(.servers, server.document), .insert(.channels, channel.document),
                .insert(.serverMembers, Member(id: Member.ID(server: "S", user: "B")).document),
            ])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await MassMentionWorker(core: core).run() }
                var message = Message(id: "M", channel: "C", author: "A")
                message.flags = .mentionsEveryone
                try await MessageDelivery(core: core).deliver(message, as: message.wire, in: channel)
                try await eventually("noted") { try await core.unreads.all(of: "B").map(\.mentions) == [["M"]] }
                group.cancelAll()
            }
        }
    }
}
