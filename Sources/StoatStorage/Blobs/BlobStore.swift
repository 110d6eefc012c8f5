/// A place for objects; whole objects are written atomically.
///
/// Every call throws ``BlobError``: `invalid` for a key that is none, `refused` for wrong credentials or an unknown
/// bucket, `unavailable` when a later try may succeed, `cancelled` in a cancelled task.
public protocol BlobStore: Sendable {
    /// Writes the file at `file` (a local path) as the object, replacing any; durable when it returns.
    func put(_ key: BlobKey, file: String) async throws(BlobError)

    /// ``put(_:file:)`` of a file that nobody else needs: it may become the object itself, and be gone afterwards.
    func put(_ key: BlobKey, moving file: String) async throws(BlobError)

    /// What is known of the object; `nil` when there is none.
    func info(_ key: BlobKey) async throws(BlobError) -> BlobInfo?

    /// The object's bytes within `range`, or all of them for `nil`.
    ///
    /// Throws `notFound` when there is no object. A range that reaches past the object's end gives what is there, which
    /// may be nothing. A body that is not read to its end lets go of its connection or file when it is dropped.
    func read(_ key: BlobKey, range: Range<Int64>?) async throws(BlobError) -> BlobBody

    /// Removes the object; no error when there is none.
    func delete(_ key: BlobKey) async throws(BlobError)

    /// All objects of a bucket, in no particular order, fetched page by page as they are asked for.
    ///
    /// Objects written or removed meanwhile may or may not be among them.
    func list(bucket: String) -> BlobListing

    /// Throws unless the store answers and lets these credentials in.
    func ping() async throws(BlobError)

    /// Ends connections; no call may follow.
    func shutdown() async
}

extension BlobStore {
    /// Copies the file, as most stores can do nothing else.
    public func put(_ key: BlobKey, moving file: String) async throws(BlobError) { try await put(key, file: file) }

    /// All bytes of the object.
    public func read(_ key: BlobKey) async throws(BlobError) -> BlobBody { try await read(key, range: nil) }
}
