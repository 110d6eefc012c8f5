import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

/// Rows of an old database, and who uses their files.
@Suite("Repairing files", .timeLimit(.minutes(3)))
struct FileRepairTests {
    /// Files that something shows, by id: tag, field with the owner, and the use that is to be found.
    private static let shown: [(id: String, tag: String, field: String?, owner: String, type: String)] = [
        ("F-message", "attachments", "message_id", "M", "Message"),
        ("F-second", "attachments", "message_id", "M", "Message"),
        ("F-avatar", "avatars", "user_id", "U", "UserAvatar"),
        ("F-background", "backgrounds", "user_id", "U", "UserProfileBackground"),
        ("F-banner", "banners", "server_id", "S", "ServerBanner"),
        ("F-icon", "icons", "object_id", "S", "ServerIcon"),
        ("F-channel", "icons", "object_id", "C", "ChannelIcon"),
        ("F-emoji", "emojis", nil, "F-emoji", "Emoji"),
    ]

    private static func row(_ id: String, _ tag: String, _ more: Object = [:]) -> Object {
        var row: Object = [
            "_id": .string(id), "tag": .string(tag), "filename": "f", "content_type": "image/png", "size": 1,
            "metadata": ["type": "File"], "hash": .string(id),
        ]
        for entry in more { row[entry.key] = entry.value }
        return row
    }

    private static func shows(_ id: String) -> Value { .object(row(id, "icons")) }

    private static func fill(_ store: any DocumentStore) async throws {
        try await store.insert(
            ["_id": "M", "channel": "C", "author": "U", "attachments": [shows("F-message"), shows("F-second")]],
            into: .messages
        )
        try await store.insert(
            ["_id": "U", "avatar": shows("F-avatar"), "profile": ["background": shows("F-background")]],
            into: .users
        )
        try await store.insert(
            ["_id": "S", "owner": "U", "banner": shows("F-banner"), "icon": shows("F-icon")],
            into: .servers
        )
        try await store.insert(["_id": "C", "icon": shows("F-channel")], into: .channels)
        try await store.insert(["_id": "F-emoji", "creator_id": "U", "name": "e"], into: .emojis)
        for file in shown {
            let owner: Object = file.field.map { Object([($0, .string(file.owner))]) } ?? [:]
            try await store.insert(row(file.id, file.tag, owner), into: .attachments)
        }
        // Replaced, of a message that is gone, of nobody, of a tag of the future.
        try await store.insert(row("F-old", "avatars", ["user_id": "U"]), into: .attachments)
        try await store.insert(row("F-gone", "attachments", ["message_id": "N"]), into: .attachments)
        try await store.insert(row("F-none", "attachments"), into: .attachments)
        try await store.insert(row("F-odd", "stickers", ["user_id": "U"]), into: .attachments)
        // Deleted, and in use already.
        try await store.insert(row("F-deleted", "avatars", ["user_id": "U", "deleted": true]), into: .attachments)
        let used: Value = ["type": "userAvatar", "id": "V"]
        try await store.insert(row("F-used", "avatars", ["user_id": "U", "used_for": used]), into: .attachments)
    }

    private static func uses(_ store: any DocumentStore) async throws -> [String: Value] {
        var uses: [String: Value] = [:]
        for row in try await store.find(Query(.attachments, where: .exists("used_for", true))) {
            uses[try row.string("_id")] = row["used_for"]
        }
        return uses
    }

    @Test("files are used for what shows them; the others stay as they are", arguments: StoreEngine.allCases)
    func repairs(engine: StoreEngine) async throws {
        try await engine.withStore { store in
            try await Self.fill(store)
            let counted = try await FileRepair(store, isDryRun: true).run()
            #expect(counted == FileRepair.Progress(repaired: Self.shown.count, unowned: 4))
            #expect(try await Self.uses(store).count == 1)

            #expect(try await FileRepair(store).run() == counted)
            var wanted: [String: Value] = ["F-used": ["type": "userAvatar", "id": "V"]]
            for file in Self.shown {
                wanted[file.id] = ["type": .string(file.type), "id": .string(file.owner)]
            }
            #expect(try await Self.uses(store) == wanted)
            #expect(try await FileRepair(store).run() == FileRepair.Progress(repaired: 0, unowned: 4))
        }
    }

    @Test("more files than are looked at together are all repaired")
    func pages() async throws {
        try await StoreEngine.sqlite.withStore { store in
            let files = (0..<1201).map { "F\(10_000 + $0)" }
            try await store.insert(["_id": "M", "attachments": .array(files.map(Self.shows))], into: .messages)
            try await store.write(
                files.map { .insert(.attachments, Self.row($0, "attachments", ["message_id": "M"])) }
            )
            let progress = try await FileRepair(store).run()
            #expect(progress == FileRepair.Progress(repaired: 1201, unowned: 0))
        }
    }
}
