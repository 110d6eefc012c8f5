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
        let rows = try await store.find([
            Query(.attachmentHashes, where: .equals("_id", .string(hash)), limit: 1),
            Query(.attachmentHashes, where: .equals("processed_hash", .string(hash)), limit: 4),
        ]).flatMap(\.self)
        let hashes = documents.decode(rows.filter { includingPurged || $0["purging"] == nil }, as: FileHash.self)
        return hashes.first { !$0.iv.isEmpty } ?? hashes.first
    }

    /// The row with exactly this id, whatever its state.
    func exact(_ id: String) async throws -> MarkedHash? {
        try await store.findOne(.attachmentHashes, where: .equals("_id", .string(id))).map(MarkedHash.init)
    }

    /// Rows that follow an id, in the order of ids; those that cannot be read are left out.
    ///
    /// - Returns: the rows, and the id to go on after; `nil` at the end.
    func page(after id: String?, limit: Int) async throws -> (rows: [MarkedHash], next: String?) {
        let rows = try await store.find(
            Query(
                .attachmentHashes,
                where: id.map { .compare("_id", .greaterThan, .string($0)) } ?? .all,
                sort: [.ascending("_id")],
                limit: limit
            )
        )
        let next = rows.count == limit ? rows.last?.optionalString("_id") : nil
        return (rows.compactMap { try? MarkedHash($0) }, next)
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

    /// Gives a reservation back whose object was certainly not written.
    func abandon(_ hash: FileHash) async throws {
        try await store.deleteOne(.attachmentHashes, where: Self.reserved(hash.id, path: hash.path))
    }

    /// Leaves a reservation, whose object may have been written, to whoever wants to store the same content, or to the
    /// purge, which removes both.
    ///
    /// - Parameter time: a moment at which the reservation would be old enough to have broken off.
    func surrender(_ hash: FileHash, since time: Timestamp) async throws {
        try await store.updateOne(
            .attachmentHashes,
            where: Self.reserved(hash.id, path: hash.path),
            Update().set("created_at", DocumentForm.stored.time(time))
        )
    }

    /// Takes over a reservation that broke off, for an object under another key.
    ///
    /// - Returns: whether nobody else was faster.
    func takeOver(_ old: FileHash, as new: FileHash) async throws -> Bool {
        try await store.updateOne(
            .attachmentHashes,
            where: Self.reserved(old.id, path: old.path),
            Update().set("path", .string(new.path)).set("bucket_id", .string(new.bucket))
                .set("created_at", DocumentForm.stored.time(new.createdAt))
        )
    }

    private static func reserved(_ id: String, path: String) -> Filter {
        .and([
            .equals("_id", .string(id)), .equals("iv", ""), .equals("path", .string(path)), .exists("purging", false),
        ])
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

    /// Marks a row as about to go, in place of the mark it has.
    ///
    /// - Returns: the row with its mark; `nil` where the row is gone or somebody else was faster.
    func beginPurge(_ row: MarkedHash, at time: Timestamp) async throws -> MarkedHash? {
        let mark = DocumentForm.stored.time(time)
        let isOurs = try await store.updateOne(
            .attachmentHashes,
            where: Self.marked(row),
            Update().set("purging", mark)
        )
        return isOurs ? MarkedHash(object: row.object, mark: mark) : nil
    }

    /// Takes the mark back, if it is still this one.
    func cancelPurge(_ row: MarkedHash) async throws {
        try await store.updateOne(.attachmentHashes, where: Self.marked(row), Update().unset("purging"))
    }

    /// Leaves the purge to whoever comes next, if the mark is still this one.
    func yieldPurge(_ row: MarkedHash) async throws {
        let past = DocumentForm.stored.time(Timestamp(milliseconds: 0))
        try await store.updateOne(.attachmentHashes, where: Self.marked(row), Update().set("purging", past))
    }

    /// Removes a row, if its mark is still this one.
    func remove(_ row: MarkedHash) async throws {
        try await store.deleteOne(.attachmentHashes, where: Self.marked(row))
    }

    private static func marked(_ row: MarkedHash) -> Filter {
        let mark: Filter = row.mark.map { .equals("purging", $0) } ?? .exists("purging", false)
        return .and([.equals("_id", .string(row.object.id)), mark])
    }
}

/// A stored object with the mark of the purge that removes it.
struct MarkedHash: Sendable {
    let object: FileHash
    /// When the purge began; `nil` where none has.
    let mark: Value?

    init(object: FileHash, mark: Value?) {
        self.object = object
        self.mark = mark
    }

    init(_ document: Object) throws {
        self.init(object: try FileHash(document: document), mark: document["purging"])
    }

    /// When the purge began; long ago where that cannot be read.
    var markedAt: Timestamp? {
        guard let mark else { return nil }
        let document: Object = ["purging": mark]
        return document.optionalTimestamp("purging") ?? Timestamp(milliseconds: 0)
    }
}

extension Core {
    /// The stored objects behind files.
    public var fileHashes: FileHashRepository { FileHashRepository(store: store, documents: documents) }
}
