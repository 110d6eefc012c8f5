import StoatModels
public import StoatStorage

/// Tells files of old databases what uses them.
///
/// Upstream's published migration to shared contents did not wait for its own look-ups, so rows may be without
/// `used_for`, and nobody can view such files. The rows still name an owner in the fields of before (`message_id`,
/// `user_id`, `server_id`, `object_id`): where it is there and shows the file, the file is taken into use for it.
public struct FileRepair: Sendable {
    /// What became of the files that were looked at.
    public struct Progress: Sendable, Equatable {
        /// They are in use from now on, or would be.
        public var repaired = 0
        /// Nothing that the row names shows them: they were replaced, or their owner is gone.
        public var unowned = 0

        init(repaired: Int = 0, unowned: Int = 0) {
            self.repaired = repaired
            self.unowned = unowned
        }
    }

    private let store: any DocumentStore
    private let isDryRun: Bool

    /// Rows looked at together.
    private static let page = 500

    /// A repair of a database.
    ///
    /// - Parameter isDryRun: whether to look only.
    public init(_ store: any DocumentStore, isDryRun: Bool = false) {
        self.store = store
        self.isDryRun = isDryRun
    }

    /// Looks at all unused files, page by page in the order of ids.
    ///
    /// May be repeated, and run while others write.
    public func run() async throws -> Progress {
        var sum = Progress()
        var after: FileID?
        while let (last, progress) = try await repair(after: after) {
            sum.repaired += progress.repaired
            sum.unowned += progress.unowned
            after = last
        }
        return sum
    }

    /// Looks at the files that follow an id; answers the last of them, `nil` at the end.
    private func repair(after id: FileID?) async throws -> (last: FileID, progress: Progress)? {
        var conditions: [Filter] = [.equals("used_for.id", nil), .notEquals("deleted", true)]
        if let id { conditions.append(.compare("_id", .greaterThan, .string(id.rawValue))) }
        let rows = try await store.find(
            Query(.attachments, where: .and(conditions), sort: [.ascending("_id")], limit: Self.page)
        )
        guard let last = rows.last?.optionalID("_id", as: FileID.self) else { return nil }
        let files = rows.compactMap(OrphanedFile.init)
        let owners = try await load(files.flatMap(\.claims))
        var progress = Progress()
        var writes: [Write] = []
        for file in files {
            let claim = file.claims.first { owners[$0.key]?.shows(file.id, at: $0.place) == true }
            guard let claim else {
                progress.unowned += 1
                continue
            }
            progress.repaired += 1
            writes.append(
                .update(
                    .attachments,
                    // An upload that somebody used meanwhile is none of ours.
                    .and([.id(file.id), .equals("used_for.id", nil), .notEquals("deleted", true)]),
                    Update().set("used_for", .object(claim.use.object))
                )
            )
        }
        if !isDryRun, !writes.isEmpty { try await store.write(writes) }
        return (last, progress)
    }

    /// The owners that there are, by collection and id: one query for each collection.
    private func load(_ claims: [OrphanedFile.Claim]) async throws -> [OrphanedFile.Key: Object] {
        var ids: [String: (StoatStorage.Collection, Set<String>)] = [:]
        for claim in claims { ids[claim.collection.name, default: (claim.collection, [])].1.insert(claim.use.id) }
        let wanted = ids.values.map { ($0.0, $0.1.sorted()) }
        let rows = try await store.find(
            wanted.map { collection, ids in
                Query(collection, where: .isIn("_id", ids.map { .string($0) }), limit: ids.count)
            }
        )
        var owners: [OrphanedFile.Key: Object] = [:]
        for ((collection, _), rows) in zip(wanted, rows) {
            for row in rows {
                if let id = row.optionalString("_id") { owners[.init(collection: collection.name, id: id)] = row }
            }
        }
        return owners
    }
}

/// A file whose row does not say what uses it.
private struct OrphanedFile {
    /// Names an owner.
    struct Key: Hashable {
        let collection: String
        let id: String
    }

    /// Something that may use the file.
    struct Claim {
        let collection: StoatStorage.Collection
        /// Where it would show the file.
        let place: String
        let use: FileUse

        var key: Key { Key(collection: collection.name, id: use.id) }
    }

    let id: FileID
    /// What the row names, in the order in which it is asked.
    let claims: [Claim]

    init?(_ row: Object) {
        guard let id = row.optionalID("_id", as: FileID.self) else { return nil }
        self.id = id
        self.claims = Self.places(row.optionalString("tag")).compactMap { field, collection, place, type in
            row.optionalString(field).map { owner in
                Claim(collection: collection, place: place, use: FileUse(type: type, id: owner))
            }
        }
    }

    /// Where files of a tag were shown: the field with the owner, its collection, the place in it, and the use.
    private static func places(_ tag: String?) -> [(String, StoatStorage.Collection, String, String)] {
        switch tag {
        case "attachments": [("message_id", .messages, "attachments", "Message")]
        case "avatars": [("user_id", .users, "avatar", "UserAvatar")]
        case "backgrounds": [("user_id", .users, "profile.background", "UserProfileBackground")]
        case "banners": [("server_id", .servers, "banner", "ServerBanner")]
        case "icons":
            [
                ("object_id", .servers, "icon", "ServerIcon"), ("object_id", .channels, "icon", "ChannelIcon"),
                ("server_id", .servers, "icon", "ServerIcon"),
            ]
        // An emoji has the id of its picture.
        case "emojis": [("object_id", .emojis, "", "Emoji"), ("_id", .emojis, "", "Emoji")]
        default: []
        }
    }
}

extension Object {
    /// Whether this document shows a file at a place: itself for the empty one, else the embedded file or one of several.
    fileprivate func shows(_ file: FileID, at place: String) -> Bool {
        if place.isEmpty { return optionalString("_id") == file.rawValue }
        let shown = self[path: place]
        let files = shown?.array ?? [shown].compactMap(\.self)
        return files.contains { $0.object?.optionalString("_id") == file.rawValue }
    }
}
