import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Direct messages", .timeLimit(.minutes(3)))
struct DirectMessageTests {
    private func open(_ api: TestAPI, _ caller: Caller, _ target: UserID) async throws -> Answer {
        try await api.call(.get, "/users/\(target)/dm", as: caller)
    }

    @Test("open once for both, who are told")
    func opens() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.befriend(ann, bob)
            let channel = try await open(api, ann, bob.id).ok()
            #expect(channel.keys == ["channel_type", "_id", "active", "recipients"])
            #expect(channel["channel_type"] == "DirectMessage")
            #expect(channel["active"] == true)
            #expect(channel["recipients"] == [.string(ann.id.rawValue), .string(bob.id.rawValue)])
            let event = try #require(api.events().first)
            #expect(event.summary == "ChannelCreate → users 2")
            #expect(event.body["_id"] == channel["_id"])
            #expect(try await open(api, bob, ann.id).ok() == channel)
            #expect(api.events().isEmpty)
            #expect(try await api.count(.channels) == 1)
        }
    }

    @Test("need the right to write, even where the channel exists")
    func permission() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            #expect(try await open(api, ann, "unknown").summary == "404 NotFound")
            #expect(try await open(api, ann, bob.id).summary == "403 MissingPermission(SendMessage)")
            _ = try await api.directMessage(ann, bob)
            #expect(try await open(api, ann, bob.id).summary == "403 MissingPermission(SendMessage)")
            let bot = try await api.bot("helper", of: try await api.user("eve"))
            try await api.acquaint(ann, bot)
            #expect(try await open(api, bot, ann.id).status == 200)
        }
    }

    @Test("that were made twice by an old server count as the older one")
    func duplicates() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.befriend(ann, bob)
            let channels = [try await api.directMessage(ann, bob), try await api.directMessage(bob, ann)]
            let oldest = try #require(channels.map(\.id).min())
            #expect(try await open(api, ann, bob.id).ok()["_id"] == .string(oldest.rawValue))
        }
    }

    @Test("with oneself are saved messages")
    func saved() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await open(api, ann, ann.id).ok()
            #expect(channel.keys == ["channel_type", "_id", "user"])
            #expect(channel["channel_type"] == "SavedMessages")
            #expect(api.events().summaries == ["ChannelCreate → users 1"])
            #expect(try await open(api, ann, ann.id).ok() == channel)
        }
    }

    @Test("opened by many at once are one channel")
    func race() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.befriend(ann, bob)
            let ids = try await withThrowingTaskGroup(of: Value?.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        let (caller, target) = index % 2 == 0 ? (ann, bob) : (bob, ann)
                        return try await open(api, caller, target.id).ok()["_id"]
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(ids.compactMap { $0?.string }).count == 1)
            #expect(try await api.count(.channels) == 1)
        }
    }

    @Test("are listed with groups and saved messages, closed ones included, by one query")
    func list() async throws {
        try await TestAPI.run { api in
            let (ann, bob, eve) = (try await api.user("ann"), try await api.user("bob"), try await api.user("eve"))
            let direct = try await api.directMessage(ann, bob)
            try await api.change(.channels, .id(direct.id), Update().set("active", false))
            let saved = try await api.savedMessages(of: ann)
            let group = try await api.group(of: bob, with: ann, eve)
            _ = try await api.directMessage(bob, eve)
            _ = try await api.savedMessages(of: bob)
            let server = try await api.server(of: ann)
            #expect(!server.channels.isEmpty)
            let answer = try await api.call(.get, "/users/dms", as: ann)
            #expect(answer.status == 200)
            let ids = Set(answer.objects.compactMap { $0.optionalString("_id") })
            #expect(ids == Set([direct, saved, group].map(\.id.rawValue)))
            #expect(try await api.call(.get, "/users/dms", as: ann).counts.calls == 1)
        }
    }
}
