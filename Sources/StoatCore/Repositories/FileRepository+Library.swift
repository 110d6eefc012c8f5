import StoatModels
import StoatStorage

extension FileRepository {
    /// The row of a file.
    func row(_ id: FileID, tag: FileTag) async throws -> Object? {
        try await store.findOne(.attachments, where: .and([.id(id), .equals("tag", .string(tag.rawValue))]))
    }

    /// Adds a file over a stored object.
    func insert(
        _ id: FileID,
        _ name: String,
        _ tag: FileTag,
        _ object: FileHash,
        by user: UserID,
        at time: Timestamp
    ) async throws {
        let file = File(
            id: id,
            tag: tag.rawValue,
            filename: name,
            metadata: object.metadata,
            contentType: object.contentType,
            size: object.size,
            extra: [
                "hash": .string(object.id), "uploaded_at": DocumentForm.stored.time(time),
                "uploader_id": .string(user.rawValue),
            ]
        )
        try await store.insert(file.object(.stored), into: .attachments)
    }

    /// Removes a file's row.
    func remove(_ id: FileID) async throws { try await store.deleteOne(.attachments, where: .id(id)) }

    /// Removes the row of a file that was given over to deletion, unless a report has come in between.
    func removeDiscarded(_ id: FileID) async throws {
        try await store.deleteOne(.attachments, where: .and([.id(id)] + Self.isDiscarded))
    }

    private static let isDiscarded: [Filter] = [.equals("deleted", true), .notEquals("reported", true)]

    /// Gives files over to deletion that were uploaded before a moment and that nothing uses.
    ///
    /// Rows that do not say when they were uploaded are left alone, as they come from a migration.
    func discardUnused(before moment: Timestamp) async throws {
        let old: [Filter] = [
            .compare("uploaded_at", .lessThan, .string(moment.iso8601)),
            .compare("uploaded_at", .lessThan, .int(moment.milliseconds)),
            .compare("uploaded_at", .lessThan, .date(moment)),
        ]
        try await store.write([
            .update(
                .attachments,
                // Its id rather than the whole, since that has an index.
                .and([.equals("used_for.id", nil), .notEquals("deleted", true), .or(old)]),
                Update().set("deleted", true),
                scope: .all
            )
        ])
    }

    /// Files given over to deletion, in the order of their ids; those that a report keeps are left out.
    func discarded(after id: FileID?, limit: Int) async throws -> [DiscardedFile] {
        var conditions = Self.isDiscarded
        if let id { conditions.append(.compare("_id", .greaterThan, .string(id.rawValue))) }
        return try await store.find(
            Query(
                .attachments,
                where: .and(conditions),
                sort: [.ascending("_id")],
                limit: limit,
                fields: ["hash"]
            )
        ).compactMap { row in
            row.optionalID("_id", as: FileID.self).map { DiscardedFile(id: $0, hash: row.optionalString("hash")) }
        }
    }

    /// Whether any file has each of these objects, apart from files that are to be removed themselves.
    func areUsed(_ objects: [FileHash]) async throws -> [Bool] {
        try await store.find(
            objects.map { object in
                Query(
                    .attachments,
                    where: .and([
                        .isIn("hash", [.string(object.id), .string(object.processedHash)]),
                        .or([.notEquals("deleted", true), .equals("reported", true)]),
                    ]),
                    limit: 1,
                    fields: []
                )
            }
        ).map { !$0.isEmpty }
    }
}

/// A file that is to be removed.
struct DiscardedFile: Sendable {
    let id: FileID
    /// The object behind it; `nil` on rows from before contents were shared.
    let hash: String?
}
