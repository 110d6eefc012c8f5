import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Onboarding", .timeLimit(.minutes(3)))
struct OnboardingTests {
    private func complete(_ api: TestAPI, _ caller: Caller, _ name: Value) async throws -> Answer {
        try await api.call(.post, "/onboard/complete", as: caller, ["username": name])
    }

    @Test("gives an account its user, once")
    func completes() async throws {
        try await TestAPI.run { api in
            let ann = try await api.newcomer("ann")
            let user = try await complete(api, ann, "José").ok()
            #expect(user.keys == ["_id", "username", "discriminator", "relationship", "online"])
            #expect(user["_id"] == .string(ann.id.rawValue))
            #expect(user["username"] == "Jose")
            #expect(user["relationship"] == "User")
            #expect(Discriminator.all.contains(try user.string("discriminator")))
            #expect(api.events().isEmpty)
            #expect(try await api.call(.get, "/users/@me", as: ann).ok()["username"] == "Jose")
            #expect(try await api.call(.get, "/onboard/hello", as: ann).ok() == ["onboarding": false])
            #expect(try await complete(api, ann, "!").summary == "403 AlreadyOnboarded")
        }
    }

    @Test(
        "refuses names",
        arguments: [
            (1, "422 FailedValidation"), (nil, "422 FailedValidation"), ("a", "400 FailedValidation"),
            (.string(String(repeating: "a", count: 33)), "400 FailedValidation"), ("a b", "400 FailedValidation"),
            ("admin", "400 InvalidUsername"), ("\u{430}dmin", "400 InvalidUsername"),
        ] as [(Value, String)]
    )
    func refused(name: Value, expected: String) async throws {
        try await TestAPI.run { api in
            let ann = try await api.newcomer("ann")
            let answer = try await complete(api, ann, name)
            #expect(answer.summary == expected)
            #expect(try await api.count(.users) == 0)
        }
    }

    @Test("finds free digits among those of the name, whatever its case, and fails when none are left")
    func digits() async throws {
        try await TestAPI.run { api in
            let taken = Discriminator.all.filter { $0 != "4711" }.map { digits in
                Write.insert(.users, User(id: .new(), username: "Ann", discriminator: digits).document)
            }
            try await api.core.store.write(taken)
            let (one, two) = (try await api.newcomer("one"), try await api.newcomer("two"))
            #expect(try await complete(api, one, "ann").ok()["discriminator"] == "4711")
            #expect(try await complete(api, two, "ANN").summary == "409 UsernameTaken")
        }
    }

    @Test("of one account at the same time makes one user")
    func race() async throws {
        try await TestAPI.run { api in
            let ann = try await api.newcomer("ann")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await complete(api, ann, "ann").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1)
            #expect(statuses.count { $0 == 403 } == 5)
            #expect(try await api.count(.users) == 1)
        }
    }
}
