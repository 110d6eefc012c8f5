import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Listing messages", .timeLimit(.minutes(4)))
struct ListMessagesTests {
    /// Runs with a server channel of twelve messages `0`…`11`, asked for as `#0`…`#11`.
    private func run(
        _ body: (TestAPI, Caller, Town, _ list: (String) async throws -> Answer, [MessageID]) async throws -> Void
    ) async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let elsewhere = try await api.channel(in: town.server, as: ann)
            var ids: [MessageID] = []
            for number in 0..<12 {
                ids.append(try await api.say("\(number)", in: town.channel, as: ann))
                try await api.say("other \(number)", in: elsewhere.id, as: ann)
            }
            let known = ids
            try await body(
                api,
                ann,
                town,
                { query in
                    var query = query
                    for (number, id) in known.enumerated().reversed() {
                        query = query.replacing("#\(number)", with: id.rawValue)
                    }
                    return try await api.call(.get, "/channels/\(town.channel)/messages?\(query)", as: ann)
                },
                known
            )
        }
    }

    @Test("every combination of parameters answers its messages in its order")
    func matrix() async throws {
        try await run { _, _, _, list, ids in
            let rows: [(query: String, expected: [Int])] = [
                ("", Array((0..<12).reversed())), ("limit=3", [11, 10, 9]), ("limit=abc", Array((0..<12).reversed())),
                ("sort=Latest&limit=2", [11, 10]), ("sort=oldest&limit=2", [0, 1]), ("sort=x&limit=1", [11]),
                ("before=#5&limit=3", [4, 3, 2]), ("before=#0", []), ("before=#5&sort=Oldest&limit=3", [0, 1, 2]),
                ("after=#5&limit=3", [11, 10, 9]), ("after=#5&sort=Oldest&limit=3", [6, 7, 8]), ("after=#11", []),
                ("after=#2&before=#6", [5, 4, 3]), ("after=#2&before=#6&sort=Oldest", [3, 4, 5]),
                ("after=#2&before=#6&limit=1", [5]), ("before=#2&after=#6", []),
                ("nearby=#5&limit=4", [5, 6, 7, 4, 3, 2]), ("nearby=#5&limit=1", [5, 4]),
                ("nearby=#5&limit=4&before=#1&after=#9&sort=Oldest", [5, 6, 7, 4, 3, 2]),
                ("nearby=#0&limit=2", [0, 1]), ("nearby=#11&limit=2", [11, 10, 9]),
                ("nearby=7ZZZZZZZZZZZZZZZZZZZZZZZZZ&limit=2", [11, 10]),
                ("nearby=00000000000000000000000000&limit=2", [0, 1]),
                ("before=7ZZZZZZZZZZZZZZZZZZZZZZZZZ&limit=1", [11]), ("?limit=2", Array((0..<12).reversed())),
            ]
            for (query, expected) in rows {
                let answer = try await list(query)
                let found = answer.objects.compactMap { $0.optionalID("_id", as: MessageID.self) }
                #expect(answer.status == 200)
                #expect(found == expected.map { ids[$0] }, "\(query)")
            }
        }
    }

    @Test("limits are checked before the channel is looked for")
    func limits() async throws {
        try await run { api, ann, _, _, _ async throws in
            let rows: [(query: String, expected: String)] = [
                ("limit=0", "400 FailedValidation"), ("limit=101", "400 FailedValidation"),
                ("limit=-1", "400 FailedValidation"), ("before=x", "400 FailedValidation"),
                ("after=", "400 FailedValidation"),
                ("nearby=\(String(repeating: "0", count: 27))", "400 FailedValidation"),
                ("sort=Relevance", "400 InvalidOperation"), ("sort=relevance&limit=0", "400 FailedValidation"),
                ("", "404 NotFound"),
            ]
            for (query, expected) in rows {
                #expect(try await api.call(.get, "/channels/none/messages?\(query)", as: ann).summary == expected)
            }
        }
    }

    @Test("history needs its right")
    func rights() async throws {
        try await run { api, _, town, _, ids in
            let bob = try await api.user("bob")
            let path = "/channels/\(town.channel)/messages"
            let missing = "403 MissingPermission(ReadMessageHistory)"
            #expect(try await api.call(.get, path, as: bob).summary == missing)
            #expect(
                try await api.call(.get, "\(path)/\(ids[0])", as: bob).summary == "403 MissingPermission(ViewChannel)"
            )
            #expect(try await api.call(.post, "/channels/\(town.channel)/search", as: bob, [:]).summary == missing)
            try await api.join(town.server, bob)
            try await api.change(
                .servers,
                .id(town.server),
                Update().set("default_permissions", .int(Int64(Permissions.viewChannel.rawValue)))
            )
            #expect(try await api.call(.get, path, as: bob).summary == missing)
            #expect(try await api.call(.get, "\(path)/\(ids[0])", as: bob).summary == missing)
        }
    }

    @Test("a page costs one read, with users one more at first and then none")
    func operations() async throws {
        try await run { api, ann, town, list, _ in
            let plain = try await list("limit=5")
            #expect(plain.counts.collections == ["messages"])
            let around = try await list("limit=5&nearby=#3")
            #expect(around.counts.calls == 1)

            let others = (0..<30).map { User(id: .new(), username: "user\($0)", discriminator: "0001") }
            var rows: [Write] = []
            for user in others {
                var message = Message(id: .new(), channel: town.channel, author: user.id)
                message.content = "x"
                rows += [
                    .insert(.users, user.document), .insert(.messages, message.document),
                    .insert(.serverMembers, Member(id: Member.ID(server: town.server, user: user.id)).document),
                ]
            }
            try await api.core.store.write(rows)
            let cold = try await list("limit=100&include_users=true")
            #expect(cold.counts.calls == 2)
            #expect(cold.counts.collections == ["messages", "users", "server_members"])
            #expect(cold.object.objects("users").count == 31)
            #expect(cold.object.objects("members").count == 31)
            let warm = try await list("limit=100&include_users=true")
            #expect(warm.counts.collections == ["messages"])
        }
    }

    @Test("users of a page are the authors and those whom system messages name")
    func users() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let (eve, joe) = (try await api.user("eve"), try await api.user("joe"))
            let group = try await api.group(of: ann, with: bob)
            let actions = api.core.actions
            let pinned = try await api.say("x", in: group.id, as: bob)
            await actions.sendSystemMessage(.userAdded(eve.id, by: ann.id), in: group)
            await actions.sendSystemMessage(.messagePinned(pinned, by: joe.id), in: group)
            try await api.change(.messages, .id(pinned), Update().set("author", "webhook"))
            let answer = try await api.call(.get, "/channels/\(group.id)/messages?include_users=true", as: bob)
            let users = answer.object.objects("users")
            #expect(Set(users.compactMap { $0.optionalID("_id", as: UserID.self) }) == [ann.id, eve.id, joe.id])
            #expect(users.first { $0["_id"] == .string(ann.id.rawValue) }?["relationship"] == "Friend")
            #expect(answer.object["members"] == nil)
            #expect(answer.object.objects("messages").count == 3)
            #expect(answer.object.objects("messages").allSatisfy { $0["user"] == nil })
        }
    }

    @Test("one message is found in its own channel only")
    func fetch() async throws {
        try await run { api, ann, town, _, ids in
            let answer = try await api.call(.get, "/channels/\(town.channel)/messages/\(ids[3])", as: ann)
            #expect(answer.ok()["content"] == "3")
            #expect(answer.counts.collections == ["messages"])
            let other = try await api.channel(in: town.server, as: ann)
            for path in ["\(other.id)/messages/\(ids[3])", "\(town.channel)/messages/none", "none/messages/\(ids[3])"] {
                #expect(try await api.call(.get, "/channels/\(path)", as: ann).summary == "404 NotFound")
            }
        }
    }
}
