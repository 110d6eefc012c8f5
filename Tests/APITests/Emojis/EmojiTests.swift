import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Emojis", .timeLimit(.minutes(3)))
struct EmojiTests {
    private static func body(_ name: String, in server: ServerID) -> Object {
        ["name": .string(name), "parent": ["type": "Server", "id": .string(server.rawValue)]]
    }

    /// A server with an emoji of its owner; the events of it are dropped.
    private static func emoji(
        in api: TestAPI,
        _ id: FileID = "01H000000000000000000000E1"
    ) async throws -> (owner: Caller, server: ServerID, path: String) {
        let owner = try await api.user("ann")
        let server = try await api.server(of: owner).id
        try await api.upload(id, tag: "emojis")
        try await api.call(.put, "/custom/emoji/\(id)", as: owner, body("wave", in: server)).ok()
        _ = api.events()
        return (owner, server, "/custom/emoji/\(id)")
    }

    @Test("an upload becomes an emoji, which members are told of and everybody can look up")
    func creates() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner).id
            try await api.upload("E1", tag: "emojis")
            var body = Self.body("wave_2", in: server)
            body["nsfw"] = true
            let answer = try await api.call(.put, "/custom/emoji/E1", as: owner, body)
            let emoji: Object = [
                "_id": "E1", "parent": ["type": "Server", "id": .string(server.rawValue)],
                "creator_id": .string(owner.id.rawValue), "name": "wave_2", "nsfw": true,
            ]
            #expect(answer.ok() == emoji)
            let events = api.events()
            #expect(events.summaries == ["EmojiCreate → server"])
            #expect(
                events[0].body.hasSameMembers(as: Object([("type", "EmojiCreate")] + emoji.map { ($0.key, $0.value) }))
            )
            #expect(try await api.call(.get, "/custom/emoji/E1").ok() == emoji)
            #expect(try await api.call(.get, "/servers/\(server)/emojis", as: owner).objects == [emoji])
            let file = try #require(try await api.core.store.findOne(.attachments, where: .id("E1" as FileID)))
            #expect(file["used_for"] == ["type": "Emoji", "id": "E1"])
            #expect(file["uploader_id"] == .string(owner.id.rawValue))
        }
    }

    @Test("only GIFs count as animated")
    func animated() async throws {
        try await TestAPI.run { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner).id
            for (id, type, isAnimated) in [("E1", "image/gif", true), ("E2", "image/webp", false)] {
                try await api.upload(FileID(rawValue: id), tag: "emojis")
                let update = Update().set("content_type", .string(type))
                try await api.change(.attachments, .equals("_id", .string(id)), update)
                let answer = try await api.call(.put, "/custom/emoji/\(id)", as: owner, Self.body("e", in: server))
                #expect(answer.ok()["animated"] == (isAnimated ? true : nil))
            }
        }
    }

    /// Bodies that are refused, in the order of the checks; `SERVER` stands for the server.
    static let refusals: [(Object, String)] = [
        (["name": "x"], "422 FailedValidation"),
        (["name": "x", "parent": ["type": "Nowhere"]], "422 FailedValidation"),
        (["name": "", "parent": ["type": "Detached"]], "400 FailedValidation"),
        (["name": "Wave", "parent": ["type": "Detached"]], "400 FailedValidation"),
        (["name": "a-b", "parent": ["type": "Detached"]], "400 FailedValidation"),
        (["name": "é", "parent": ["type": "Detached"]], "400 FailedValidation"),
        (["name": .string(String(repeating: "a", count: 33)), "parent": ["type": "Detached"]], "400 FailedValidation"),
        (["name": "x", "parent": ["type": "Detached"]], "400 InvalidOperation"),
        (["name": "x", "parent": ["type": "Server", "id": "gone"]], "404 NotFound"),
        (["name": "x", "parent": ["type": "Server", "id": "SERVER"]], "403 MissingPermission(ManageCustomisation)"),
    ]

    @Test("refuses", arguments: refusals)
    func refuses(body: Object, expected: String) async throws {
        try await TestAPI.run { api in
            let (owner, member) = (try await api.user("ann"), try await api.user("bea"))
            let server = try await api.server(of: owner).id
            try await api.join(server, member)
            try await api.upload("E1", tag: "emojis")
            var body = body
            if body[path: "parent.id"] == "SERVER" {
                body["parent"] = ["type": "Server", "id": .string(server.rawValue)]
            }
            #expect(try await api.call(.put, "/custom/emoji/E1", as: member, body).summary == expected)
            #expect(try await api.count(.emojis) == 0)
            #expect(try await api.core.files.claim("E1", tag: "emojis", for: .message("M"), by: owner.id).id == "E1")
        }
    }

    @Test("takes each upload once, of the right kind, and as many as a server may have")
    func limits() async throws {
        try await TestAPI.run(.with { $0.features.limits.global.serverEmoji = 2 }) { api in
            let owner = try await api.user("ann")
            let server = try await api.server(of: owner).id
            for (id, tag) in [("E1", "emojis"), ("I1", "icons"), ("E2", "emojis"), ("E3", "emojis")] {
                try await api.upload(FileID(rawValue: id), tag: tag)
            }
            func create(_ id: String) async throws -> String {
                try await api.call(.put, "/custom/emoji/\(id)", as: owner, Self.body("e", in: server)).summary
            }
            #expect(try await create("E1") == "200")
            #expect(try await create("E1") == "404 NotFound")
            #expect(try await create("I1") == "404 NotFound")
            #expect(try await create("gone") == "404 NotFound")
            #expect(try await create("E2") == "200")
            #expect(try await create("E3") == "400 TooManyEmoji(2)")
            // Those that were deleted do not count.
            try await api.call(.delete, "/custom/emoji/E2", as: owner).ok(204)
            #expect(try await create("E3") == "200")
        }
    }

    @Test("is renamed by those who manage emojis, not by its maker as such")
    func renames() async throws {
        try await TestAPI.run { api in
            let (owner, server, path) = try await Self.emoji(in: api)
            let answer = try await api.call(.patch, path, as: owner, ["name": "hello"])
            #expect(answer.ok()["name"] == "hello")
            let events = api.events()
            #expect(events.summaries == ["EmojiUpdate → server"])
            #expect(events[0].body["data"] == ["name": "hello"])
            #expect(try await api.call(.get, path).ok()["name"] == "hello")
            #expect(try await api.call(.patch, path, as: owner, [:]).ok()["name"] == "hello")
            #expect(api.events().isEmpty)

            let member = try await api.user("bea")
            try await api.join(server, member)
            try await api.change(.emojis, .all, Update().set("creator_id", .string(member.id.rawValue)))
            func rename(_ path: String, _ name: String) async throws -> String {
                try await api.call(.patch, path, as: member, ["name": .string(name)]).summary
            }
            #expect(try await rename(path, "A") == "400 FailedValidation")
            #expect(try await rename("/custom/emoji/gone", "a") == "404 NotFound")
            #expect(try await rename(path, "a") == "403 MissingPermission(ManageCustomisation)")
            try await api.call(.delete, path, as: member).ok(204)
            #expect(try await rename(path, "a") == "401 NotAuthenticated")
        }
    }

    @Test("leaves its server when deleted; its name and picture stay")
    func deletes() async throws {
        try await TestAPI.run { api in
            let (owner, server, path) = try await Self.emoji(in: api)
            let (member, stranger) = (try await api.user("bea"), try await api.user("cid"))
            try await api.join(server, member)
            for caller in [member, stranger] {
                let answer = try await api.call(.delete, path, as: caller)
                #expect(answer.summary == "403 MissingPermission(ManageCustomisation)")
            }
            #expect(try await api.call(.delete, "/custom/emoji/gone", as: owner).summary == "404 NotFound")
            // Its maker may, even from outside.
            try await api.change(.emojis, .all, Update().set("creator_id", .string(stranger.id.rawValue)))
            try await api.call(.delete, path, as: stranger).ok(204)
            let events = api.events()
            #expect(events.summaries == ["EmojiDelete → server"])
            #expect(events[0].body["id"] == "01H000000000000000000000E1")
            let left = try await api.call(.get, path).ok()
            #expect(left["parent"] == ["type": "Detached"])
            #expect(left["name"] == "wave")
            #expect(try await api.isDeleted("01H000000000000000000000E1") == false)
            #expect(try await api.call(.get, "/servers/\(server)/emojis", as: owner).objects.isEmpty)
            // Once more does nothing, for anybody.
            for caller in [stranger, member] { try await api.call(.delete, path, as: caller).ok(204) }
            #expect(api.events().isEmpty)
        }
    }

    @Test("stays when its server goes")
    func survivesServer() async throws {
        try await TestAPI.run { api in
            let (owner, server, path) = try await Self.emoji(in: api)
            try await api.call(.delete, "/servers/\(server)", as: owner).ok(204)
            #expect(try await api.call(.get, path).ok()["parent"] == ["type": "Detached"])
            #expect(try await api.isDeleted("01H000000000000000000000E1") == false)
        }
    }
}
