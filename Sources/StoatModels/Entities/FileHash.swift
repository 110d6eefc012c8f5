/// A stored object behind uploaded files: what the same bytes share, however often they are uploaded.
public struct FileHash: StoredDocument, Equatable {
    /// SHA-256 of the uploaded bytes in lower-case hexadecimal digits; the file's id on rows that were migrated.
    public var id: String
    /// SHA-256 of the bytes after metadata were removed.
    public var processedHash: String
    /// When the content was first uploaded.
    public var createdAt: Timestamp
    /// The bucket of the object.
    public var bucket: String
    /// The object's key within the bucket.
    public var path: String
    /// The nonce in base64; empty for an object in plain text, and while the object is being written.
    public var iv: String
    /// What is known of the content (schema `Metadata`), kept as stored.
    public var metadata: Object
    /// The media type.
    public var contentType: String
    /// Bytes of the object, the encryption tag included.
    public var size: Int64

    /// A row of these parts.
    public init(
        id: String,
        processedHash: String,
        createdAt: Timestamp,
        bucket: String,
        path: String,
        iv: String,
        metadata: Object,
        contentType: String,
        size: Int64
    ) {
        self.id = id
        self.processedHash = processedHash
        self.createdAt = createdAt
        self.bucket = bucket
        self.path = path
        self.iv = iv
        self.metadata = metadata
        self.contentType = contentType
        self.size = size
    }

    /// Reads a row; what only describes it may be missing.
    public init(document: Object) throws {
        self.id = try document.string("_id")
        self.processedHash = document.optionalString("processed_hash") ?? id
        self.createdAt = document.optionalTimestamp("created_at") ?? Timestamp(milliseconds: 0)
        self.bucket = try document.string("bucket_id")
        self.path = try document.string("path")
        self.iv = document.optionalString("iv") ?? ""
        self.metadata = document.optionalObject("metadata") ?? ["type": "File"]
        self.contentType = document.optionalString("content_type") ?? "application/octet-stream"
        self.size = document.optionalInteger("size") ?? 0
    }

    /// The row to insert.
    public var document: Object {
        [
            "_id": .string(id), "processed_hash": .string(processedHash),
            "created_at": DocumentForm.stored.time(createdAt), "bucket_id": .string(bucket), "path": .string(path),
            "iv": .string(iv), "metadata": .object(metadata), "content_type": .string(contentType), "size": .int(size),
        ]
    }
}
