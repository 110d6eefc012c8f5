import StoatModels
import TestSupport
import Testing

@testable import StoatStorage

@Suite("Indexes in MongoDB", .timeLimit(.minutes(4)))
struct MongoIndexTests {
    /// What upstream's release 0.14 creates: collection, name, key, unique, case-insensitive.
    static let upstream: [(String, String, Object, Bool, Bool)] = [
        ("users", "username", ["username": 1], false, true),
        ("users", "username_discriminator", ["username": 1, "discriminator": 1], true, true),
        ("messages", "channel_id_compound", ["channel": 1, "_id": 1], false, false),
        ("messages", "author", ["author": 1], false, false),
        ("messages", "channel_pinned_compound", ["channel": 1, "pinned": 1], false, false),
        ("channel_unreads", "compound_id", ["_id.channel": 1, "_id.user": 1], false, false),
        ("channel_unreads", "user_id", ["_id.user": 1], false, false),
        ("server_members", "compound_id", ["_id.server": 1, "_id.user": 1], false, false),
        ("server_members", "user_id", ["_id.user": 1], false, false),
        ("attachments", "hash", ["hash": 1], false, false),
        ("attachments", "used_for_id", ["used_for.id": 1], false, false),
        ("attachment_hashes", "processed_hash", ["processed_hash": 1], false, false),
        ("ratelimit_events", "compound_key", ["_id": 1, "target_id": 1, "event_type": 1], false, false),
        ("audit_logs", "expires_at_ttl", ["expires_at": 1], false, false),
        ("audit_logs", "audit_log_filters", ["server": 1, "user": 1, "action.type": 1], false, false),
        ("accounts", "email", ["email": 1], true, true),
        ("accounts", "email_normalised", ["email_normalised": 1], true, true),
        ("accounts", "email_verification", ["verification.token": 1], false, false),
        ("accounts", "password_reset", ["password_reset.token": 1], false, false),
        ("accounts", "account_deletion", ["deletion.token": 1], false, false),
        ("sessions", "token", ["token": 1], true, false),
        ("sessions", "user_id", ["user_id": 1], false, false),
        ("mfa_tickets", "token", ["token": 1], true, false),
    ]

    @Test("are those of upstream, by name and options, and clash with none it made")
    func exact() async throws {
        let server = try await MongoServer.shared.value
        let store = try await server.store(MongoServer.freeDatabase())
        // As upstream makes them; ours must then be the same.
        for (collection, name, key, isUnique, ignoresCase) in Self.upstream {
            let ascending = Object(key.map { ($0.key, .int32(1)) })
            var index: Object = ["name": .string(name), "key": .object(ascending)]
            index.append("unique", ifTrue: isUnique)
            if ignoresCase { index.append("collation", ["locale": "en", "strength": 2]) }
            if name == "expires_at_ttl" { index.append("expireAfterSeconds", .int32(0)) }
            try await store.run(command: ["createIndexes": .string(collection), "indexes": [.object(index)]])
        }
        try await store.ensure(Schema.all)
        for (collection, name, key, isUnique, ignoresCase) in Self.upstream {
            let reply = try await store.run(command: ["listIndexes": .string(collection)])
            let indexes = reply[path: "cursor.firstBatch"]?.array?.compactMap(\.object) ?? []
            let index = try #require(indexes.first { $0["name"] == .string(name) }, "\(collection).\(name)")
            #expect(index["key"] == .object(key))
            #expect(index.bool("unique") == isUnique)
            #expect((index[path: "collation.strength"]?.integer == 2) == ignoresCase)
        }
        let text = try await store.run(command: ["listIndexes": "messages"])[path: "cursor.firstBatch"]?.array ?? []
        let content = try #require(text.compactMap(\.object).first { $0["name"] == "content" })
        #expect(content["weights"] == ["content": 1])
        #expect(content["default_language"] == "english")
        let statistics = try await store.run(command: ["collStats": "pubsub"])
        #expect(statistics["capped"] == true)
        _ = try await store.run(command: ["dropDatabase": .int32(1)])
        await store.close()
    }
}
