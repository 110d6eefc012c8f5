import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Sessions", .timeLimit(.minutes(3)))
struct SessionTests {
    /// Another login of the same user.
    private func second(_ api: TestAPI, _ caller: Caller) async throws -> Session {
        let session = Session(
            id: .new(at: TestAPI.now),
            user: caller.id,
            token: "second-of-\(caller.id)",
            name: "second",
            lastSeen: TestAPI.now,
            origin: nil
        )
        try await api.core.sessions.insert(session)
        return session
    }

    private func session(_ api: TestAPI, of caller: Caller) async throws -> SessionID {
        try #require(try await api.core.store.findOne(.sessions, where: .equals("token", .string(caller.token))))
            .id("_id")
    }

    @Test("end by logging out, and their tokens with them")
    func logOut() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let id = try await session(api, of: ann)
            try await api.call(.get, "/users/@me", as: ann).ok()
            #expect(try await api.call(.post, "/auth/session/logout", as: ann, [:]).status == 204)
            let event = try #require(api.events().first)
            #expect(event.summary == "DeleteSession → users 1")
            #expect(event.body["user_id"] == .string(ann.id.rawValue))
            #expect(event.body["session_id"] == .string(id.rawValue))
            #expect(try await api.call(.get, "/users/@me", as: ann).summary == "401 InvalidSession")
            #expect(try await api.call(.post, "/auth/session/logout", as: ann).summary == "401 InvalidSession")
            #expect(try await api.call(.post, "/auth/session/logout").summary == "401 MissingHeaders")
        }
    }

    @Test("are listed with id and name only")
    func list() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            _ = try await api.user("bob")
            let other = try await second(api, ann)
            let answer = try await api.call(.get, "/auth/session/all", as: ann)
            let own = try await session(api, of: ann)
            #expect(answer.status == 200)
            #expect(Set(answer.objects.compactMap { $0.optionalString("_id") }) == [own.rawValue, other.id.rawValue])
            #expect(answer.objects.allSatisfy { $0.keys == ["_id", "name"] })
        }
    }

    @Test("are renamed by their owner")
    func rename() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let other = try await second(api, ann)
            func rename(_ id: SessionID, _ caller: Caller, _ body: Object = ["friendly_name": "new"]) async throws
                -> Answer
            {
                try await api.call(.patch, "/auth/session/\(id)", as: caller, body)
            }
            #expect(try await rename(other.id, ann, [:]).summary == "422 FailedValidation")
            #expect(try await rename("unknown", ann).summary == "404 UnknownUser")
            #expect(try await rename(other.id, bob).summary == "401 InvalidSession")
            #expect(try await rename(other.id, ann).ok() == ["_id": .string(other.id.rawValue), "name": "new"])
            #expect(try await api.core.sessions.find(other.id)?.name == "new")
        }
    }

    @Test("are revoked one by one with a validated ticket")
    func revokeOne() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let other = try await second(api, ann)
            func revoke(_ id: SessionID, _ headers: [HTTPField.Name: String]) async throws -> String {
                try await api.call(.delete, "/auth/session/\(id)", as: ann, [:], headers: headers).summary
            }
            let foreign = try await session(api, of: bob)
            #expect(try await revoke(other.id, [:]) == "401 InvalidToken")
            #expect(
                try await revoke(other.id, try await api.ticket(of: ann.id, isValidated: false)) == "403 InvalidToken"
            )
            #expect(try await revoke(other.id, try await api.ticket(of: bob.id)) == "403 InvalidToken")
            #expect(try await revoke("unknown", try await api.ticket(of: ann.id)) == "404 UnknownUser")
            #expect(try await revoke(foreign, try await api.ticket(of: ann.id)) == "401 InvalidToken")
            let ticket = try await api.ticket(of: ann.id)
            #expect(try await revoke(other.id, ticket) == "204")
            #expect(api.events().summaries == ["DeleteSession → users 1"])
            #expect(try await revoke(other.id, ticket) == "401 InvalidToken")
            // The ticket is used up even where the session is missing.
            let wasted = try await api.ticket(of: ann.id)
            #expect(
                try await api.call(.delete, "/auth/session/x", [:], headers: wasted).summary == "401 MissingHeaders"
            )
            #expect(try await revoke(other.id, wasted) == "401 InvalidToken")
        }
    }

    @Test(
        "are revoked all at once, the own one if asked for",
        arguments: [("", false), ("?revoke_self=false", false), ("?revoke_self=true", true), ("?revoke_self", true)]
            as [(String, Bool)]
    )
    func revokeAll(query: String, includesOwn: Bool) async throws {
        try await TestAPI.run { api in
            let ann = try await api.registered("ann")
            let other = try await second(api, ann)
            let bob = try await api.user("bob")
            let own = try await session(api, of: ann)
            let path = "/auth/session/all\(query)"
            #expect(try await api.call(.delete, path, as: ann, [:]).summary == "401 InvalidToken")
            let ticket = try await api.ticket(of: ann.id)
            #expect(try await api.call(.delete, path, as: ann, [:], headers: ticket).status == 204)
            let event = try #require(api.events().first)
            #expect(event.summary == "DeleteAllSessions → users 1")
            #expect(event.body["exclude_session_id"] == (includesOwn ? .null : .string(own.rawValue)))
            #expect(try await api.core.sessions.find(other.id) == nil)
            #expect(try await api.call(.get, "/users/@me", as: ann).status == (includesOwn ? 401 : 200))
            #expect(try await api.call(.get, "/users/@me", as: bob).status == 200)
        }
    }

    @Test("hold a push subscription until it is taken back")
    func push() async throws {
        try await TestAPI.run { api in
            let ann = try await api.newcomer("ann")
            let id = try await session(api, of: ann)
            let body: Object = ["endpoint": "fcm", "p256dh": "", "auth": "token", "expirationTime": nil]
            #expect(try await api.call(.post, "/push/subscribe", as: ann, body).status == 204)
            let stored = try await api.core.sessions.find(id)?.subscription
            #expect(stored == ["endpoint": "fcm", "p256dh": "", "auth": "token"])
            #expect(try await api.call(.post, "/push/unsubscribe", as: ann, [:]).status == 204)
            let row = try #require(try await api.core.store.findOne(.sessions, where: .id(id)))
            #expect(row["subscription"] == nil)
            let partial: Object = ["endpoint": "fcm"]
            #expect(try await api.call(.post, "/push/subscribe", as: ann, partial).summary == "422 FailedValidation")
            #expect(try await api.call(.post, "/push/subscribe", body).summary == "401 MissingHeaders")
        }
    }
}
