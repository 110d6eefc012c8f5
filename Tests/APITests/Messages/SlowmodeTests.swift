import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Slowmode", .timeLimit(.minutes(4)))
struct SlowmodeTests {
    private func run(
        rights: Permissions = .serverDefault,
        _ body: (TestAPI, Caller, Town) async throws -> Void
    ) async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob, rights: rights)
            try await api.change(.channels, .id(town.channel), Update().set("slowmode", 60))
            try await body(api, bob, town)
        }
    }

    @Test("a second message has to wait, and the sender's sessions are told")
    func waiting() async throws {
        try await run { api, bob, town in
            try await api.say("1", in: town.channel, as: bob)
            let events = api.events()
            #expect(events.map(\.kind) == [.userSlowmodes, .message])
            #expect(events[0].audience == .users([bob.id]))
            let entry: Value = ["channel_id": .string(town.channel.rawValue), "duration": 60, "retry_after": 60]
            #expect(events[0].body["slowmodes"] == [entry])
            let answer = try await api.call(.post, "/channels/\(town.channel)/messages", as: bob, ["content": "2"])
            #expect(answer.status == 429 && answer.object["type"] == "InSlowmode")
            let delay = try answer.object.integer("retry_after")
            #expect((1...60).contains(delay))
            #expect(api.eventNames() == ["UserSlowmodes"])
        }
    }

    @Test("who may bypass it does not wait")
    func bypass() async throws {
        try await run(rights: .serverDefault.union(.bypassSlowmode)) { api, bob, town in
            try await api.say("1", in: town.channel, as: bob)
            try await api.say("2", in: town.channel, as: bob)
            #expect(api.eventNames() == ["Message", "Message"])
        }
    }

    @Test("of messages sent at the same time one gets through")
    func race() async throws {
        try await run { api, bob, town in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await api.call(.post, "/channels/\(town.channel)/messages", as: bob, ["content": "x"])
                            .status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 429 }.count == 9)
        }
    }
}
