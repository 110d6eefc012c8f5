import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Creating a channel in a server", .timeLimit(.minutes(3)))
struct CreateServerChannelTests {
    @Test("appends it to the server and tells the members both")
    func creates() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let body: Object = ["name": "talk", "description": "words", "nsfw": true]
            let answer = try await api.call(.post, "/servers/\(server.id)/channels", as: owner, body)
            let id = try answer.ok().string("_id")
            #expect(
                answer.object == [
                    "channel_type": "TextChannel", "_id": .string(id), "server": .string(server.id.rawValue),
                    "name": "talk", "description": "words", "nsfw": true,
                ]
            )
            let channels: Value = [.string(server.channels[0].rawValue), .string(id)]
            let events = api.events()
            #expect(events.summaries == ["ServerUpdate → server", "ChannelCreate → server"])
            #expect(events[0].body["data"] == ["channels": channels])
            #expect(events[1].body["name"] == "talk")
            #expect(try await api.stored(server.id)?["channels"] == channels)
        }
    }

    /// What is asked for and the `voice` that comes of it.
    static let voices: [(Object, Value?)] = [
        (["name": "x"], nil),
        (["name": "x", "type": "Text"], nil),
        (["name": "x", "type": "Voice"], [:]),
        (["name": "x", "type": "Voice", "voice": ["max_users": 5]], ["max_users": 5]),
        (["name": "x", "voice": ["max_users": 0]], [:]),
        (["name": "x", "voice": [:]], [:]),
    ]

    @Test("allows calls where they are asked for", arguments: voices)
    func voice(body: Object, expected: Value?) async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            let answer = try await api.call(.post, "/servers/\(server.id)/channels", as: owner, body)
            #expect(answer.ok()["voice"] == expected)
            #expect(answer.object["channel_type"] == "TextChannel")
        }
    }

    /// Bodies that are refused, in the order of the checks.
    static let refusals: [(Object, String)] = [
        (["type": "Text"], "422 FailedValidation"),
        (["name": "x", "type": "Forum"], "422 FailedValidation"),
        (["name": "x", "voice": ["max_users": -1]], "422 FailedValidation"),
        (["name": ""], "400 FailedValidation"),
        (["name": "x"], "403 MissingPermission(ManageChannel)"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(body: Object, expected: String) async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            try await api.join(server.id, member)
            let answer = try await api.call(.post, "/servers/\(server.id)/channels", as: member, body)
            #expect(answer.summary == expected)
            #expect(try await api.count(.channels) == 1)
        }
    }

    @Test("stops at the number of channels a server may have, after all other checks")
    func tooMany() async throws {
        try await TestAPI.run(.with { $0.features.limits.global.serverChannels = 2 }) { api in
            let (owner, stranger) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner)
            let path = "/servers/\(server.id)/channels"
            try await api.call(.post, path, as: owner, ["name": "x"]).ok()
            #expect(try await api.call(.post, path, as: owner, ["name": "x"]).summary == "400 TooManyChannels(2)")
            #expect(try await api.call(.post, path, as: owner, ["name": ""]).summary == "400 FailedValidation")
            let answer = try await api.call(.post, path, as: stranger, ["name": "x"])
            #expect(answer.summary == "403 MissingPermission(ManageChannel)")
            #expect(
                try await api.call(.post, "/servers/x/channels", as: owner, ["name": "x"]).summary == "404 NotFound"
            )
        }
    }

    @Test("Two at a time both end up in the list")
    func concurrently() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        let body: Object = ["name": .string("c\(index)")]
                        try await api.call(.post, "/servers/\(server.id)/channels", as: owner, body).ok()
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await api.stored(server.id)?["channels"]?.array?.count == 9)
        }
    }
}
