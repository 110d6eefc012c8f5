import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Searching messages", .timeLimit(.minutes(4)))
struct SearchMessagesTests {
    @Test("words are found in the channel only, in the order asked for")
    func words() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let other = try await api.channel(in: town.server, as: ann)
            let one = try await api.say("a red cat", in: town.channel, as: ann)
            try await api.say("a dog", in: town.channel, as: ann)
            try await api.say("a cat elsewhere", in: other.id, as: ann)
            let two = try await api.say("Cats are fine", in: town.channel, as: ann)
            func search(_ body: Object) async throws -> [MessageID] {
                let answer = try await api.call(.post, "/channels/\(town.channel)/search", as: ann, body)
                #expect(answer.counts.calls == 1)
                return answer.objects.compactMap { $0.optionalID("_id") }
            }
            #expect(Set(try await search(["query": "cat"])) == [one, two])
            #expect(try await search(["query": "cat", "sort": "Latest"]) == [two, one])
            #expect(try await search(["query": "cat", "sort": "Oldest"]) == [one, two])
            #expect(try await search(["query": "cat", "sort": "Oldest", "limit": 1]) == [one])
            #expect(try await search(["query": "cat", "before": .string(two.rawValue)]) == [one])
            #expect(try await search(["query": "cat", "after": .string(one.rawValue)]) == [two])
            #expect(try await search(["query": "zebra"]) == [])
            #expect(try await search([:]).count == 3)
            let people = try await api.call(
                .post,
                "/channels/\(town.channel)/search",
                as: ann,
                ["query": "dog", "include_users": true]
            )
            #expect(people.object.objects("messages").count == 1)
            #expect(people.object.objects("users").count == 1 && people.object.objects("members").count == 1)
        }
    }

    @Test("checks answer in their order")
    func checks() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let bot = try await api.bot("bot", of: ann)
            let rows: [(Caller, Object, String)] = [
                (bot, ["query": 1], "422 FailedValidation"), (bot, ["query": ""], "400 IsBot"),
                (ann, ["query": "", "pinned": true], "400 FailedValidation"),
                (ann, ["query": .string(String(repeating: "q", count: 65))], "400 FailedValidation"),
                (ann, ["limit": 0], "400 FailedValidation"), (ann, ["limit": 101], "400 FailedValidation"),
                (ann, ["before": "x"], "400 FailedValidation"), (ann, ["sort": "Newest"], "422 FailedValidation"),
                (ann, ["query": "q", "pinned": false], "400 InvalidOperation"), (ann, ["query": "q"], "404 NotFound"),
            ]
            for (caller, body, expected) in rows {
                #expect(try await api.call(.post, "/channels/none/search", as: caller, body).summary == expected)
            }
        }
    }
}
