public import StoatModels
import StoatStorage

/// The stored objects behind files, by the hash of their bytes.
///
/// A row whose `iv` is empty although its id is a hash belongs to an upload that is under way or that broke off. A row
/// with `purging` is about to go and must not be referred to any more.
public struct FileHashRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The row of a content, by the hash of its uploaded or of its processed bytes.
    ///
    /// - Parameter includingPurged: also a row that is about to go; for readers, not for new files.
    public func find(_ hash: String, includingPurged: Bool = false) async throws -> FileHash? {
        let rows = try await store.find(
            Query(
                .attachmentHashes,
                where: .or([.equals("_id", .string(hash)), .equals("processed_hash", .string(hash))]),
                limit: 4
            )
        )
        let hashes = documents.decode(rows.filter { includingPurged || $0["purging"] == nil }, as: FileHash.self)
        return hashes.first { !$0.iv.isEmpty } ?? hashes.first
    }

    /// The row with exactly this id, whatever its state.
    func exact(_ id: String) async throws -> FileHash? {
        try await store.findOne(.attachmentHashes, where: .equals("_id", .string(id))).map(FileHash.init(document:))
    }

    /// Adds a row whose object is not written yet.
    ///
    /// - Returns: whether it was new; otherwise somebody else writes, or has begun to write, the same content.
    func reserve(_ hash: FileHash) async throws -> Bool {
        do { try await store.insert(hash.document, into: .attachmentHashes) } catch let error as StorageError
            where error.code == .duplicateKey
        { return false }
        return true
    }

    /// Records the object of a reserved row.
    ///
    /// - Returns: whether the row was still without an object.
    func complete(_ hash: FileHash) async throws -> Bool {
        try await store.updateOne(
            .attachmentHashes,
            where: .and([.equals("_id", .string(hash.id)), .equals("iv", ""), .exists("purging", false)]),
            Update().set("iv", .string(hash.iv)).set("path", .string(hash.path)).set("bucket_id", .string(hash.bucket))
                .set("size", .int(hash.size)).set("processed_hash", .string(hash.processedHash))
                .set("metadata", .object(hash.metadata)).set("content_type", .string(hash.contentType))
        )
    }

    /// Gives a reservation back whose object was not written.
    func abandon(_ id: String) async throws {
        try await store.deleteOne(
            .attachmentHashes,
            where: .and([.equals("_id", .string(id)), .equals("iv", ""), .exists("purging", false)])
        )
    }

    /// Whether a row is there and stays, asked after a file that refers to it was inserted.
    func isStaying(_ id: String) async throws -> Bool {
        try await store.find(
            Query(
                .attachmentHashes,
                where: .and([.equals("_id", .string(id)), .exists("purging", false)]),
                limit: 1,
                fields: []
            )
        ).isEmpty == false
    }

    /// Records whether a picture moves, on rows from before that was known.
    public func setAnimated(_ isAnimated: Bool, on id: String) async throws {
        try await store.updateOne(
            .attachmentHashes,
            where: .and([.equals("_id", .string(id)), .exists("metadata.animated", false)]),
            Update().set("metadata.animated", .bool(isAnimated))
        )
    }

    /// Marks a row as about to go.
    func beginPurge(_ id: String, at time: Timestamp) async throws {
        try await store.updateOne(
            .attachmentHashes,
            where: .equals("_id", .string(id)),
            Update().set("purging", DocumentForm.stored.time(time))
        )
    }

    /// Takes the mark back.
    func cancelPurge(_ id: String) async throws {
        try await store.updateOne(.attachmentHashes, where: .equals("_id", .string(id)), Update().unset("purging"))
    }

    /// Removes a row.
    func remove(_ id: String) async throws {
        try await store.deleteOne(.attachmentHashes, where: .equals("_id", .string(id)))
    }

    /// Rows of uploads that broke off before this moment, and rows whose purge broke off.
    func unfinished(before moment: Timestamp, limit: Int) async throws -> [FileHash] {
        let rows = try await store.find([
            Query(.attachmentHashes, where: .equals("iv", ""), limit: limit),
            Query(.attachmentHashes, where: .exists("purging", true), limit: limit),
        ])
        // Migrated rows have no nonce either, but their id is that of a file, not a hash; they stay.
        let broken = documents.decode(rows[0], as: FileHash.self).filter {
            $0.id.utf8.count == 64 && $0.createdAt < moment
        }
        let stuck = documents.decode(
            rows[1].filter { ($0.optionalTimestamp("purging") ?? Timestamp(milliseconds: 0)) < moment },
            as: FileHash.self
        )
        return broken + stuck
    }
}

extension Core {
    /// The stored objects behind files.
    public var fileHashes: FileHashRepository { FileHashRepository(store: store, documents: documents) }
}
