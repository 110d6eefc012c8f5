/// An uploaded file, as embedded in whatever uses it.
public struct File: Sendable, Equatable {
    /// Unique within its tag; part of the download address.
    public var id: FileID
    /// The kind of use it was uploaded for: `attachments`, `avatars`, `backgrounds`, `icons`, `banners`, `emojis`.
    public var tag: String
    /// The name it was uploaded under.
    public var filename: String
    /// What is known of its content (schema `Metadata`), kept as stored.
    public var metadata: Object
    /// The media type, as detected at upload.
    public var contentType: String
    /// Bytes, the encryption tag of stored objects included.
    public var size: Int64
    /// Keys that only storage has or that old rows carry (`hash`, `uploaded_at`, `used_for`, `deleted`, …), kept as
    /// they are.
    public var extra: Object

    /// A file of these parts, with no storage-only keys by default.
    public init(
        id: FileID,
        tag: String,
        filename: String,
        metadata: Object,
        contentType: String,
        size: Int64,
        extra: Object = [:]
    ) {
        self.id = id
        self.tag = tag
        self.filename = filename
        self.metadata = metadata
        self.contentType = contentType
        self.size = size
        self.extra = extra
    }

    /// Reads an embedded file; `nil` for one without an id, which no client could show.
    public init?(lenient object: Object) {
        guard let id = object.optionalID("_id", as: FileID.self) else { return nil }
        var extra = Object()
        for entry in object where !Self.ownKeys.contains(entry.key) { extra.append(entry.key, entry.value) }
        self.init(
            id: id,
            tag: object.optionalString("tag") ?? "attachments",
            filename: object.optionalString("filename") ?? id.rawValue,
            metadata: object.optionalObject("metadata") ?? ["type": "File"],
            contentType: object.optionalString("content_type") ?? "application/octet-stream",
            size: object.optionalInteger("size") ?? 0,
            extra: extra
        )
    }

    /// The file in its stored shape, or reduced to the public one.
    public func object(_ form: DocumentForm) -> Object {
        var object: Object = ["_id": .string(id.rawValue), "tag": .string(tag), "filename": .string(filename)]
        if form == .stored {
            for entry in extra where Self.storedBeforeMetadata.contains(entry.key) {
                object.append(entry.key, entry.value)
            }
        }
        object.append("metadata", .object(metadata))
        object.append("content_type", .string(contentType))
        object.append("size", .int(size))
        for entry in extra {
            let isShown =
                form == .stored
                ? !Self.storedBeforeMetadata.contains(entry.key) : Self.publicExtras.contains(entry.key)
            if isShown, form == .stored || !entry.value.isNull { object.append(entry.key, entry.value) }
        }
        return object
    }

    private static let ownKeys: Set<String> = ["_id", "tag", "filename", "metadata", "content_type", "size"]
    private static let storedBeforeMetadata: Set<String> = ["hash", "uploaded_at", "uploader_id", "used_for"]
    private static let publicExtras: Set<String> = [
        "deleted", "reported", "message_id", "user_id", "server_id", "object_id",
    ]
}
