import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Settings, unreads and policies", .timeLimit(.minutes(3)))
struct SyncTests {
    private func set(_ api: TestAPI, _ caller: Caller, _ body: Object, _ query: String = "") async throws -> Answer {
        try await api.call(.post, "/sync/settings/set\(query)", as: caller, body)
    }

    private func fetch(_ api: TestAPI, _ caller: Caller, _ keys: Value) async throws -> Answer {
        try await api.call(.post, "/sync/settings/fetch", as: caller, ["keys": keys])
    }

    @Test("are stored with their time and come back by key")
    func settings() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            #expect(try await fetch(api, ann, ["theme"]).ok() == [:])
            #expect(try await set(api, ann, ["theme": "{}", "ordering": "[]"], "?timestamp=1234").status == 204)
            let event = try #require(api.events().first)
            #expect(event.summary == "UserSettingsUpdate → users 1")
            #expect(event.body["id"] == .string(ann.id.rawValue))
            #expect(event.body["update"] == ["theme": [1234, "{}"], "ordering": [1234, "[]"]])
            #expect(try await fetch(api, ann, ["theme", "other"]).ok() == ["theme": [1234, "{}"]])
            let all = try await fetch(api, ann, []).ok()
            #expect(all.hasSameMembers(as: ["theme": [1234, "{}"], "ordering": [1234, "[]"]]))

            // An older time overwrites; one in the future or none is now.
            let now: Value = .int(TestAPI.now.milliseconds)
            for (query, time) in [
                ("?timestamp=1", 1), ("?timestamp=99999999999999", now), ("?timestamp=x", now), ("", now),
            ] {
                #expect(try await set(api, ann, ["theme": "new"], query).status == 204)
                #expect(try await fetch(api, ann, ["theme"]).ok() == ["theme": [time, "new"]])
            }
            #expect(try await fetch(api, ann, nil).summary == "422 FailedValidation")
        }
    }

    @Test(
        "refuse what cannot be stored",
        arguments: [
            ["a.b": "x"], ["$a": "x"], ["_id": "x"], ["": "x"], [String(repeating: "k", count: 129): "x"],
        ] as [[String: Value]]
    )
    func keys(body: [String: Value]) async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let answer = try await set(api, ann, Object(body.map { ($0.key, $0.value) }))
            #expect(answer.summary == "400 FailedValidation")
            #expect(try await set(api, ann, ["a": 1]).summary == "422 FailedValidation")
        }
    }

    @Test("are bounded in number")
    func bounds() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let many = Object((0..<512).map { ("key\($0)", "x") })
            #expect(try await set(api, ann, many).status == 204)
            #expect(try await set(api, ann, ["key0": "y"]).status == 204)
            #expect(try await set(api, ann, ["another": "y"]).summary == "400 FailedValidation")
        }
    }

    @Test("list how far each channel was read, by one query")
    func unreads() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let rows = [
                ChannelUnread(channel: "C1", user: ann.id, lastID: "M1", mentions: ["M2"]),
                ChannelUnread(channel: "C2", user: ann.id), ChannelUnread(channel: "C1", user: bob.id),
            ]
            try await api.core.store.write(rows.map { .insert(.channelUnreads, $0.document) })
            let answer = try await api.call(.get, "/sync/unreads", as: ann)
            #expect(answer.status == 200)
            let sorted = answer.objects.sorted { "\($0)" < "\($1)" }
            #expect(
                sorted.contains([
                    "_id": ["channel": "C1", "user": .string(ann.id.rawValue)], "last_id": "M1", "mentions": ["M2"],
                ])
            )
            #expect(sorted.contains(["_id": ["channel": "C2", "user": .string(ann.id.rawValue)]]))
            #expect(sorted.count == 2)
            #expect(try await api.call(.get, "/sync/unreads", as: ann).counts.calls == 1)
            #expect(try await api.call(.get, "/sync/unreads", as: try await api.user("new")).value == [])
        }
    }

    @Test("record the newest policy change as known, the epoch without one")
    func policies() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            func acknowledge() async throws -> Timestamp? {
                #expect(try await api.call(.post, "/policy/acknowledge", as: ann, [:]).status == 204)
                return try await api.stored(ann.id)?.lastAcknowledgedPolicyChange
            }
            #expect(try await acknowledge() == Timestamp(milliseconds: 0))
            // Every encoding that tools have written.
            let times: [Value] = [.int(2000), "1970-01-01T00:00:03.000Z", .date(Timestamp(milliseconds: 1000))]
            for (index, time) in times.enumerated() {
                let row: Object = [
                    "_id": .string("\(index)"), "created_time": time, "effective_time": time, "description": "d",
                    "url": "u",
                ]
                try await api.core.store.insert(row, into: .policyChanges)
            }
            #expect(try await acknowledge() == Timestamp(milliseconds: 3000))
        }
    }
}
