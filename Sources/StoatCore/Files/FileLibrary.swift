import Logging
public import StoatModels
public import StoatStorage

/// The files of an instance: rows in the document store, objects in the blob store.
///
/// A file's row is written last, so that no row is without its object. The same content is kept once: its ``FileHash``
/// row says where.
public struct FileLibrary: Sendable {
    let core: Core
    let blobs: SealedBlobs
    private let storing = SingleFlight<String, FileHash>()

    /// The library of a core, with its objects in a blob store.
    public init(core: Core, blobs: SealedBlobs) {
        self.core = core
        self.blobs = blobs
    }

    // MARK: - Reading

    /// A file with its stored object; `nil` where there is no such file, where nothing uses it, or where it is deleted.
    ///
    /// - Parameter includingDeleted: also files given over to deletion, for moderation.
    public func find(_ id: FileID, tag: FileTag, includingDeleted: Bool = false) async throws -> StoredFile? {
        guard let row = try await core.files.row(id, tag: tag), row["used_for"]?.object?["type"] != nil else {
            return nil
        }
        if row["deleted"]?.bool == true, !includingDeleted { return nil }
        guard let file = File(lenient: row), let hash = row.optionalString("hash"),
            let object = try await core.fileHashes.find(hash, includingPurged: true)
        else { return nil }
        return StoredFile(file: file, object: object)
    }

    /// The bytes of an object, all or a range of the plain ones.
    ///
    /// - Throws: ``BlobError``.
    public func read(_ object: FileHash, range: Range<Int64>? = nil) async throws -> BlobBody {
        try await blobs.read(object.key, iv: object.iv, storedSize: object.size, plainRange: range)
    }

    /// Bytes of an object as clients read it.
    public func size(of object: FileHash) -> Int64 { blobs.plainSize(iv: object.iv, storedSize: object.size) }

    /// Throws ``BlobError`` unless the blob store answers and lets this instance in.
    public func ping() async throws { try await blobs.store.ping() }

    // MARK: - Storing

    /// The complete stored object of a content that is known already.
    public func known(_ hash: String) async throws -> FileHash? {
        guard let found = try await core.fileHashes.find(hash), !found.iv.isEmpty else { return nil }
        return found
    }

    /// Adds a file over the object of its content.
    ///
    /// - Parameters:
    ///   - hash: SHA-256 of the uploaded bytes.
    ///   - prepare: makes what is to be stored, called only where the content is not known.
    /// - Returns: the file's id.
    public func add(
        _ name: String,
        tag: FileTag,
        hash: String,
        by user: UserID,
        prepare: @escaping @Sendable () async throws -> PreparedContent
    ) async throws -> FileID {
        // A content that is being purged is gone after a moment, and then new again.
        for _ in 0..<20 {
            let object = try await object(hash, prepare)
            let id = FileID.new(for: tag)
            try await core.files.insert(id, name, tag, object, by: user, at: core.clock())
            if try await core.fileHashes.isStaying(object.id) { return id }
            try await core.files.remove(id)
            try await Task.sleep(for: .milliseconds(250))
        }
        throw APIError(.serviceUnavailable)
    }

    private func object(
        _ hash: String,
        _ prepare: @escaping @Sendable () async throws -> PreparedContent
    ) async throws -> FileHash {
        if let known = try await known(hash) { return known }
        // The work reads the caller's file: a caller that is cancelled waits for it all the same.
        return try await Task { try await storing.run(hash) { try await store(hash, prepare) } }.value
    }

    private func store(_ hash: String, _ prepare: @Sendable () async throws -> PreparedContent) async throws -> FileHash
    {
        if let known = try await known(hash) { return known }
        let content = try await prepare()
        let bucket = core.settings.files.s3.defaultBucket
        var row = FileHash(
            id: hash,
            processedHash: content.processedHash,
            createdAt: core.clock(),
            bucket: bucket,
            path: hash,
            iv: "",
            metadata: content.metadata,
            contentType: content.contentType,
            size: content.size + FileCipher.overhead
        )
        var broken: FileHash?
        switch try await reserve(&row) {
        case .ours: break
        case .stored(let other): return other
        case .takenOver(let old): broken = old
        }
        do {
            let sealed = try await blobs.put(row.key, file: content.path)
            row.iv = sealed.iv
            row.size = sealed.size
        } catch {
            await giveUp(row, isNew: broken == nil, after: error)
            throw error
        }
        if try await core.fileHashes.complete(row) {
            // Who left it is gone, or too late to make anybody refer to it.
            if let broken { await attempt("An object stays") { try await blobs.store.delete(broken.key) } }
            return row
        }
        // Somebody else was faster with the same content, or it was purged.
        let winner = try await known(hash)
        if winner.map({ $0.path != row.path }) ?? (row.path != hash) {
            await attempt("An object stays") { try await blobs.store.delete(row.key) }
        }
        guard let winner else { throw APIError(.serviceUnavailable) }
        return winner
    }

    /// Gives a reservation up after the object could not be written, or nobody knows whether it was.
    private func giveUp(_ row: FileHash, isNew: Bool, after error: BlobError) async {
        await attempt("A reservation stays") {
            if isNew, error.code != .unavailable, error.code != .cancelled {
                try await core.fileHashes.abandon(row)
            } else {
                try await core.fileHashes.surrender(row, since: core.clock().advanced(by: .zero - Self.patience))
            }
        }
    }

    /// What became of the wish to store a content.
    private enum Reservation {
        case ours
        /// Another process has stored it.
        case stored(FileHash)
        /// Another process began, with an object that may be there, and broke off.
        case takenOver(FileHash)
    }

    /// Reserves a row, waiting for another process that stores or removes the same content.
    ///
    /// A row that was not the first of its content gets a key of its own for its object: what happened before may still
    /// write or remove the one with the usual key.
    ///
    /// - Throws: ``APIError`` `.serviceUnavailable` where that takes too long.
    private func reserve(_ row: inout FileHash) async throws -> Reservation {
        let deadline = ContinuousClock.now + Self.patience + .seconds(15)
        while ContinuousClock.now < deadline {
            if try await core.fileHashes.reserve(row) { return .ours }
            row.path = "\(row.id)-\(SecureToken.random(12))"
            if let other = try await core.fileHashes.exact(row.id) {
                row.createdAt = core.clock()
                if other.mark != nil {
                    // Ended here where the process that began it is gone.
                    _ = try await release(other)
                } else if !other.object.iv.isEmpty {
                    return .stored(other.object)
                } else if core.clock().since(other.object.createdAt) >= Self.patience,
                    try await core.fileHashes.takeOver(other.object, as: row)
                {
                    return .takenOver(other.object)
                }
            }
            try await Task.sleep(for: .milliseconds(250))
        }
        throw APIError(.serviceUnavailable)
    }

    /// An upload that has not finished after this long has broken off.
    private static let patience: Duration = .seconds(30)

    /// Does what may fail without consequence for the caller.
    func attempt(_ complaint: String, _ body: () async throws -> Void) async {
        do { try await body() } catch {
            core.logger.warning("\(complaint)", metadata: [LogKey.error: "\(error)"])
        }
    }
}

/// A file with the object behind it.
public struct StoredFile: Sendable {
    /// The file as it is stored.
    public let file: File
    /// The object.
    public var object: FileHash
}

/// Bytes that are ready to be stored.
public struct PreparedContent: Sendable {
    /// The local file that holds them.
    public let path: String
    /// Their SHA-256.
    public let processedHash: String
    /// How many there are.
    public let size: Int64
    /// The stored `metadata`.
    public let metadata: Object
    /// The media type.
    public let contentType: String

    /// Prepared content of these parts.
    public init(path: String, processedHash: String, size: Int64, metadata: Object, contentType: String) {
        self.path = path
        self.processedHash = processedHash
        self.size = size
        self.metadata = metadata
        self.contentType = contentType
    }
}

extension FileHash {
    /// Where the object is.
    public var key: BlobKey { BlobKey(bucket: bucket, path: path) }

    /// Whether the object is still being written, or was when a process died.
    ///
    /// Rows from a migration have no nonce either, but their id is that of a file and not a hash.
    public var isReservation: Bool { iv.isEmpty && id.utf8.count == 64 }
}

extension FileID {
    /// A new id: a ULID for emoji, whose id it becomes, and 42 random characters for others, which nobody can guess.
    static func new(for tag: FileTag) -> FileID {
        tag == .emojis ? .new() : FileID(SecureToken.random(42))
    }
}
