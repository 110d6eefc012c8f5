import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Sending once", .timeLimit(.minutes(4)))
struct IdempotencyTests {
    @Test("a key works once per user, and becomes the nonce")
    func keys() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let path = "/channels/\(try await api.town(of: ann, bob).channel)/messages"
            func send(_ key: String, as caller: Caller) async throws -> Answer {
                try await api.call(.post, path, as: caller, ["content": "x"], headers: [.idempotencyKey: key])
            }
            #expect(try await send("k", as: ann).ok()["nonce"] == "k")
            #expect(try await send("k", as: ann).summary == "409 DuplicateNonce")
            #expect(try await send("k", as: bob).summary == "200")
            #expect(try await send(String(repeating: "é", count: 32), as: ann).summary == "200")
            #expect(try await send(String(repeating: "é", count: 33), as: ann).summary == "400 HeaderTooLarge")
            #expect(try await api.count(.messages) == 3)
        }
    }

    @Test("a nonce in the body works once, wins over the key, and may not equal it")
    func nonces() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let path = "/channels/\(try await api.town(of: ann).channel)/messages"
            func send(_ nonce: String, key: String? = nil) async throws -> Answer {
                let headers: [HTTPField.Name: String] = key.map { [.idempotencyKey: $0] } ?? [:]
                return try await api.call(
                    .post,
                    path,
                    as: ann,
                    ["content": "x", "nonce": .string(nonce)],
                    headers: headers
                )
            }
            #expect(try await send("n", key: "k").ok()["nonce"] == "n")
            #expect(try await send("n").summary == "400 InvalidOperation")
            #expect(try await send("k").summary == "400 InvalidOperation")
            #expect(try await send("same", key: "same").summary == "400 InvalidOperation")
            #expect(try await send("same").summary == "200", "the failed request used up neither key nor nonce")
        }
    }

    @Test("a request that fails gives back key, nonce and slowmode")
    func failures() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob)
            try await api.change(.channels, .id(town.channel), .init().set("slowmode", 60))
            let path = "/channels/\(town.channel)/messages"
            let headers: [HTTPField.Name: String] = [.idempotencyKey: "k"]
            for body in [["content": ""], ["attachments": ["missing"]], ["content": "x", "flags": 9]] as [Object] {
                var body = body
                body["nonce"] = "n"
                #expect(try await api.call(.post, path, as: bob, body, headers: headers).status != 200)
            }
            let body: Object = ["content": "x", "nonce": "n"]
            #expect(try await api.call(.post, path, as: bob, body, headers: headers).summary == "200")
            #expect(try await api.call(.post, path, as: bob, ["content": "y"]).summary == "429 InSlowmode")
        }
    }

    @Test("of many requests with one key at the same time one sends")
    func race() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let path = "/channels/\(try await api.town(of: ann).channel)/messages"
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await api.call(.post, path, as: ann, ["content": "x"], headers: [.idempotencyKey: "k"])
                            .status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 19)
            #expect(try await api.count(.messages) == 1)
        }
    }
}
