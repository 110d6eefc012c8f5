// Uploaded files.
extension Collection {
    /// Files as users know them.
    public static let attachments = Collection(
        "attachments",
        indexes: [
            Index("hash", on: .keys(["hash"])),
            Index("used_for_id", on: .keys(["used_for.id"])),
            Index("deleted", on: .keys(["deleted"]), optional: true),
        ]
    )

    /// The stored objects behind files, by the hash of their bytes.
    public static let attachmentHashes = Collection(
        "attachment_hashes",
        indexes: [Index("processed_hash", on: .keys(["processed_hash"]))]
    )

    /// Custom emoji, by the id of their file.
    ///
    /// A database that upstream initialised lacks its index.
    public static let emojis = Collection(
        "emojis",
        indexes: [Index("parent_id", on: .keys(["parent.id"]), optional: true)]
    )
}
