import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

/// What servers, memberships and groups ask of a store, held against each engine.
@Suite("Servers on each engine", .timeLimit(.minutes(3)))
struct ServersOnEnginesTests {
    private let now = StoreEngine.now
    private let id = Member.ID(server: "S", user: "U")

    private func code(_ body: () async throws -> Void) async -> APIError.Kind? {
        do { try await body() } catch let error as APIError { return error.kind } catch {}
        return nil
    }

    @Test("a membership begins once, ends once, and begins again", arguments: StoreEngine.allCases)
    func membership(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            #expect(try await core.members.add(id, at: now) == Member(id: id, joinedAt: now))
            #expect(await code { _ = try await core.members.add(id, at: now) } == .alreadyInServer)
            #expect(try await core.memberCounts.of("S") == 1)
            #expect(try await core.members.count(of: "U") == 1)
            #expect(try await core.members.remove(id, at: now))
            #expect(try await !core.members.remove(id, at: now))
            #expect(try await core.memberCounts.of("S") == 0)
            #expect(try await core.members.find(id) == nil)
            _ = try await core.members.add(id, at: now)
            try await core.store.insert(["_id": .object(id.object), "reason": nil], into: .serverBans)
            #expect(await code { _ = try await core.members.add(id, at: now) } == .banned)
        }
    }

    /// What a member has, in every encoding of old databases, and the mark that leaving leaves.
    static let penalties: [(Object, String?)] = [
        (["timeout": .int(1_780_000_060_000)], "2026-05-28T20:27:40.000Z"),
        (["timeout": .date(Timestamp(milliseconds: 1_780_000_060_000))], "2026-05-28T20:27:40.000Z"),
        (["timeout": "2026-05-28T20:27:40.000Z", "can_publish": true], "2026-05-28T20:27:40.000Z"),
        (["timeout": "2026-05-28T20:25:40Z"], nil),
        (["can_publish": false], "9999-12-31T23:59:59.999Z"),
        (["can_receive": false, "timeout": 1_780_000_060_000], "9999-12-31T23:59:59.999Z"),
        ([:], nil),
    ]

    @Test("timeouts and mutes outlast leaving, in every encoding", arguments: StoreEngine.allCases, penalties)
    func outlast(engine: StoreEngine, penalty: (fields: Object, mark: String?)) async throws {
        try await engine.withCore { core in
            _ = try await core.members.add(id, at: now)
            let filter = MemberRepository.row(id)
            var change = Update().set("nickname", "n").set("roles", ["R"])
            for field in penalty.fields { change.add(field.key, .set(field.value)) }
            try await core.store.updateOne(.serverMembers, where: filter, change)
            #expect(try await core.members.remove(id, at: now))
            let row = try await core.store.findOne(.serverMembers, where: filter)
            #expect(row?.optionalString("pending_deletion_at") == penalty.mark)
            #expect(try await core.members.all(of: "S").isEmpty)
            #expect(try await core.members.find(["U"], in: "S").isEmpty)
            #expect(try await core.members.count(of: "U") == 0)
            let back = try await core.members.add(id, at: now)
            #expect(back.isTimedOut(at: now) == (penalty.mark != nil && penalty.fields["timeout"] != nil))
            #expect(back.nickname == nil)
            #expect(back.roles.isEmpty)
        }
    }

    @Test("members come in the order of their ids", arguments: StoreEngine.allCases)
    func order(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            for user in ["C", "A", "D", "B"] as [UserID] {
                _ = try await core.members.add(Member.ID(server: "S", user: user), at: now)
                _ = try await core.members.add(Member.ID(server: "T", user: user), at: now)
            }
            #expect(try await core.members.all(of: "S").map(\.id.user) == ["A", "B", "C", "D"])
            #expect(try await core.members.find(["D", "X", "A"], in: "S").map(\.id.user) == ["A", "D"])
            #expect(try await core.memberCounts.of(["S", "T", "U"]) == ["S": 4, "T": 4, "U": 0])
        }
    }

    @Test("a deleted channel leaves its server's lists, also nested ones", arguments: StoreEngine.allCases)
    func channel(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            var server = Server(id: "S", owner: "U", name: "s", channels: ["A", "B"])
            server.categories = [
                Category(id: "1", title: "t", channels: ["A", "B"]), Category(id: "2", title: "t", channels: []),
            ]
            server.systemMessages = SystemMessageChannels(userJoined: "A", userLeft: "B", userKicked: "A")
            let channels = server.channels.map {
                Channel(id: $0, kind: .text(Channel.ServerChannel(server: "S", name: "c")))
            }
            try await core.servers.insert(server, channels: channels, owner: Member(id: id, joinedAt: now))
            for channel in channels {
                try await core.store.write([
                    .insert(.messages, Message(id: .new(at: now), channel: channel.id, author: "U").document),
                    .insert(.channelUnreads, ChannelUnread(channel: channel.id, user: "U", lastID: "x").document),
                ])
                _ = try await core.invites.create(to: channel, by: "U")
            }
            try await core.channels.delete(channels[0])
            let left = try #require(try await core.servers.find("S"))
            #expect(left.channels == ["B"])
            #expect(left.categories?.map(\.channels) == [["B"], []])
            #expect(left.systemMessages == SystemMessageChannels(userLeft: "B"))
            #expect(try await core.channels.of(left).map(\.id) == ["B"])
            #expect(try await core.invites.of("S").map(\.channel) == ["B"])
            for collection in [.messages, .channelUnreads, .channels] as [StoatStorage.Collection] {
                #expect(try await core.store.count(collection, where: .all) == 1, "\(collection.name)")
            }
        }
    }

    @Test("a deleted server leaves detached emojis and nothing else", arguments: StoreEngine.allCases)
    func server(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            var server = Server(id: "S", owner: "U", name: "s", channels: ["A"])
            server.roles = [Role(id: "R", name: "r")]
            let channel = Channel(id: "A", kind: .text(Channel.ServerChannel(server: "S", name: "c")))
            try await core.servers.insert(server, channels: [channel], owner: Member(id: id, joinedAt: now))
            _ = try await core.members.add(Member.ID(server: "S", user: "V"), at: now)
            _ = try await core.members.add(Member.ID(server: "T", user: "V"), at: now)
            let emoji = Emoji(id: "E", server: "S", creator: "U", name: "e")
            try await core.store.write([
                .insert(.emojis, emoji.document),
                .insert(.attachments, ["_id": "F1", "used_for": ["type": "RoleIcon", "id": "R"]]),
                .insert(.attachments, ["_id": "F2", "used_for": ["type": "Emoji", "id": "E"]]),
                .insert(.serverBans, ["_id": .object(Member.ID(server: "S", user: "X").object), "reason": nil]),
                .insert(.messages, Message(id: .new(at: now), channel: "A", author: "U").document),
            ])
            try await core.servers.delete(server)
            for collection in [.servers, .channels, .messages, .serverBans] as [StoatStorage.Collection] {
                #expect(try await core.store.count(collection, where: .all) == 0, "\(collection.name)")
            }
            #expect(try await core.store.count(.serverMembers, where: .all) == 1)
            #expect(try await core.store.findOne(.emojis, where: .id(emoji.id))?["parent"] == ["type": "Detached"])
            #expect(try await core.emojis.of("S").isEmpty)
            #expect(try await core.store.find(Query(.attachments, where: .equals("deleted", true))).count == 1)
        }
    }

    @Test("a group keeps an owner among its members, whoever leaves at the same time", arguments: StoreEngine.allCases)
    func group(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            let users: [UserID] = ["A", "B", "C", "D", "E", "F"]
            let group = Channel.Group(name: "g", owner: "A", recipients: users)
            let channel = Channel(id: "G", kind: .group(group))
            try await core.channels.insert(channel)
            #expect(try await core.channels.addRecipient("B", to: "G") == nil)
            #expect(try await core.channels.addRecipient("X", to: "G")?.recipients == users + ["X"])
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for user in ["A", "B", "C"] as [UserID] {
                    tasks.addTask { try await core.actions.leaveGroup(channel, user) }
                }
                try await tasks.waitForAll()
            }
            let left = try #require(try await core.channels.current("G"))
            #expect(left.recipients == ["D", "E", "F", "X"])
            guard case .group(let properties) = left.kind else { return }
            #expect(left.recipients.contains(properties.owner))
        }
    }

    @Test("permissions are set where they belong, never for a role that is gone", arguments: StoreEngine.allCases)
    func permissions(engine: StoreEngine) async throws {
        try await engine.withCore { core in
            var server = Server(id: "S", owner: "U", name: "s", channels: ["A"])
            server.roles = [Role(id: "R", name: "r")]
            let channel = Channel(id: "A", kind: .text(Channel.ServerChannel(server: "S", name: "c")))
            try await core.servers.insert(server, channels: [channel], owner: Member(id: id, joinedAt: now))
            let override = PermissionOverride(allow: .manageChannel, deny: .sendMessage)
            let updated = try await core.actions.setPermissions(override, of: "R", in: "S" as ServerID)
            #expect(updated.role("R")?.permissions == override)
            #expect(updated.role("R")?.name == "r")
            let gone = await code { _ = try await core.actions.setPermissions(override, of: "X", in: "S" as ServerID) }
            #expect(gone == .notFound)
            let changed = try await core.actions.setPermissions(override, of: "R", in: "A" as ChannelID)
            guard case .text(let properties) = changed.kind else { return }
            #expect(properties.rolePermissions == ["R": override])
        }
    }
}
