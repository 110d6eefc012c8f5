import StoatMessaging
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Friends and blocks", .timeLimit(.minutes(3)))
struct RelationshipTests {
    private func act(
        _ api: TestAPI,
        _ change: RelationshipChange,
        _ caller: Caller,
        on target: UserID
    ) async throws -> Answer {
        let path = "/users/\(target)/"
        return switch change {
        case .addFriend: try await api.call(.put, path + "friend", as: caller, [:])
        case .removeFriend: try await api.call(.delete, path + "friend", as: caller, [:])
        case .block: try await api.call(.put, path + "block", as: caller, [:])
        case .unblock: try await api.call(.delete, path + "block", as: caller, [:])
        }
    }

    struct Step: Sendable, CustomTestStringConvertible {
        let actor: String
        let change: RelationshipChange
        /// What the actor is answered: the new relation or an error.
        let answer: String
        /// Ann's and Bob's entries afterwards.
        let state: String
        var testDescription: String { "\(actor) \(change.rawValue)" }
    }

    static let story: [Step] = [
        Step(actor: "ann", change: .removeFriend, answer: "400 NoEffect", state: "None/None"),
        Step(actor: "ann", change: .addFriend, answer: "Outgoing", state: "Outgoing/Incoming"),
        Step(actor: "ann", change: .addFriend, answer: "409 AlreadySentRequest", state: "Outgoing/Incoming"),
        Step(actor: "bob", change: .removeFriend, answer: "None", state: "None/None"),
        Step(actor: "bob", change: .addFriend, answer: "Outgoing", state: "Incoming/Outgoing"),
        Step(actor: "ann", change: .addFriend, answer: "Friend", state: "Friend/Friend"),
        Step(actor: "bob", change: .addFriend, answer: "409 AlreadyFriends", state: "Friend/Friend"),
        Step(actor: "bob", change: .block, answer: "Blocked", state: "BlockedOther/Blocked"),
        Step(actor: "ann", change: .addFriend, answer: "403 BlockedByOther", state: "BlockedOther/Blocked"),
        Step(actor: "bob", change: .addFriend, answer: "409 Blocked", state: "BlockedOther/Blocked"),
        Step(actor: "ann", change: .unblock, answer: "400 NoEffect", state: "BlockedOther/Blocked"),
        Step(actor: "ann", change: .block, answer: "Blocked", state: "Blocked/Blocked"),
        Step(actor: "bob", change: .unblock, answer: "BlockedOther", state: "Blocked/BlockedOther"),
        Step(actor: "ann", change: .unblock, answer: "None", state: "None/None"),
        Step(actor: "ann", change: .block, answer: "Blocked", state: "Blocked/BlockedOther"),
        Step(actor: "ann", change: .unblock, answer: "None", state: "None/None"),
    ]

    @Test("go through every state, and both sides are told")
    func states() async throws {
        try await TestAPI.run { api in
            let people = ["ann": try await api.user("ann"), "bob": try await api.user("bob")]
            let (ann, bob) = (try #require(people["ann"]), try #require(people["bob"]))
            for step in Self.story {
                let actor = step.actor == "ann" ? ann : bob
                let other = step.actor == "ann" ? bob : ann
                let answer = try await act(api, step.change, actor, on: other.id)
                let said = answer.status == 200 ? answer.object.optionalString("relationship") : answer.summary
                #expect(said == step.answer, "\(step)")
                let state = "\(try await relation(api, ann, bob))/\(try await relation(api, bob, ann))"
                #expect(state == step.state, "\(step)")
                let events = api.events()
                guard answer.status == 200 else {
                    #expect(events.isEmpty)
                    continue
                }
                #expect(events.map(\.audience) == [.users([other.id]), .users([actor.id])], "\(step)")
                #expect(events.map { $0.body["id"] } == [other, actor].map { .string($0.id.rawValue) })
                #expect(events[1].body["user"] == .object(answer.object))
                #expect(events[1].body["status"] == answer.object["relationship"])
                let mirrored = try events[0].body.object("user")
                #expect(mirrored["_id"] == .string(actor.id.rawValue))
                #expect(mirrored["relationship"] == .string(try await relation(api, other, actor)))
            }
        }
    }

    private func relation(_ api: TestAPI, _ user: Caller, _ other: Caller) async throws -> String {
        let entries = try #require(try await api.stored(user.id)).relations.filter { $0.id == other.id }
        #expect(entries.count <= 1)
        return entries.first?.status.rawValue ?? "None"
    }

    @Test("can be asked for by name, whatever its case")
    func byName() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("Bob"))
            func ask(_ name: String, _ caller: Caller? = nil) async throws -> Answer {
                try await api.call(.post, "/users/friend", as: caller ?? ann, ["username": .string(name)])
            }
            #expect(try await ask("bob").summary == "400 InvalidProperty")
            #expect(try await ask("bob#0002").summary == "404 NotFound")
            #expect(try await ask("ann#0001").summary == "400 NoEffect")
            let bot = try await api.bot("helper", of: ann)
            #expect(try await ask("helper#0001").summary == "400 IsBot")
            #expect(try await ask("bob#0001", bot).summary == "400 IsBot")
            let user = try await ask("bOB#0001").ok()
            #expect(user["_id"] == .string(bob.id.rawValue))
            #expect(user["relationship"] == "Outgoing")
        }
    }

    @Test("need a user, and for friendship people on both sides")
    func targets() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let bot = try await api.bot("helper", of: bob)
            for change in RelationshipChange.allCases {
                #expect(try await act(api, change, ann, on: "unknown").summary == "404 NotFound")
                #expect(try await act(api, change, ann, on: ann.id).summary == "400 NoEffect")
            }
            for change in [RelationshipChange.addFriend, .removeFriend] {
                #expect(try await act(api, change, ann, on: bot.id).summary == "400 IsBot")
                #expect(try await act(api, change, bot, on: ann.id).summary == "400 IsBot")
            }
            #expect(try await act(api, .block, ann, on: bot.id).status == 200)
            #expect(try await act(api, .unblock, ann, on: bot.id).status == 200)
            #expect(try await act(api, .block, bot, on: ann.id).status == 200)
        }
    }

    @Test("limit open requests, not acceptances")
    func limit() async throws {
        func configure(_ settings: inout Settings) { settings.features.limits.default.outgoingFriendRequests = 2 }
        try await TestAPI.run(configure) { api in
            let ann = try await api.user("ann")
            var others: [Caller] = []
            for name in ["bob", "eve", "joe", "zoe"] { others.append(try await api.user(name)) }
            try await act(api, .addFriend, ann, on: others[0].id).ok()
            try await act(api, .addFriend, ann, on: others[1].id).ok()
            let refused = try await act(api, .addFriend, ann, on: others[2].id)
            #expect(refused.summary == "400 TooManyPendingFriendRequests(2)")
            try await act(api, .addFriend, others[3], on: ann.id).ok()
            #expect(try await act(api, .addFriend, ann, on: others[3].id).ok()["relationship"] == "Friend")
        }
    }

    @Test("end in one state when both ask at once")
    func race() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            async let one = act(api, .addFriend, ann, on: bob.id)
            async let two = act(api, .addFriend, bob, on: ann.id)
            #expect(try await [one.status, two.status] == [200, 200])
            #expect(try await relation(api, ann, bob) == "Friend")
            #expect(try await relation(api, bob, ann) == "Friend")
        }
    }

    @Test("hand requests and acceptances to push delivery")
    func push() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await act(api, .addFriend, ann, on: bob.id).ok()
            try await act(api, .addFriend, bob, on: ann.id).ok()
            try await act(api, .block, bob, on: ann.id).ok()
            for (queue, key, from, to) in [
                ("notifications.ingest.fr_received", "from_user", ann, bob),
                ("notifications.ingest.fr_accepted", "accepted_user", bob, ann),
            ] {
                let name = QueueName.pushd(queue, api.core.settings.pushd)
                #expect(name.name == queue + "-prd")
                #expect(name.routingKey == name.name)
                #expect(name.exchange.name == "revolt.notifications")
                #expect(try await api.core.queue.depth(of: name).waiting == 1)
                let bodies = try await firstTask(api, name)
                #expect(try bodies.object(key)["_id"] == .string(from.id.rawValue))
                #expect(bodies["user"] == .string(to.id.rawValue))
            }
        }
    }

    private func firstTask(_ api: TestAPI, _ queue: QueueName) async throws -> Object {
        let (stream, continuation) = AsyncStream.makeStream(of: Object.self)
        let worker = Task {
            try await api.core.queue.consume(queue, concurrency: 1) { task in continuation.yield(task.body) }
        }
        defer { worker.cancel() }
        for await body in stream { return body }
        return [:]
    }

    @Test("cost one read, one write and at most one look-up of what is shared")
    func cost() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            try await api.call(.get, "/users/@me", as: ann).ok()
            // The push task is a write of its own in the embedded queue.
            #expect(try await act(api, .addFriend, ann, on: bob.id).counts.calls <= 4)
            // The write dropped the cached user.
            try await api.call(.get, "/users/@me", as: ann).ok()
            #expect(try await act(api, .block, ann, on: bob.id).counts.calls == 2)
        }
    }
}
