internal import Foundation

/// Objects as files of a local folder, see ``FolderLayout``.
///
/// Buckets come into being with their first object. Several processes may share the folder.
public struct FolderBlobs: BlobStore {
    private let files: FolderFiles

    /// Opens the folder, making it where it is missing, and removes the temporary files of writers that are gone.
    ///
    /// Blocks for a moment; meant for the start of a process.
    public init(root: String) throws(BlobError) {
        guard !root.isEmpty, !root.utf8.contains(0) else { throw BlobError(.invalid, "a folder without a name") }
        let trimmed = root.hasSuffix("/") && root != "/" ? String(root.dropLast()) : root
        self.files = FolderFiles(root: trimmed)
        try files.prepare()
    }

    /// Writes a copy of the file under a temporary name, syncs it, renames it and syncs the folder.
    public func put(_ key: BlobKey, file: String) async throws(BlobError) {
        try key.check()
        try await FileThreads.run { [files] in try files.put(key, source: file) }
    }

    /// Syncs the file and renames it where it lies on the same file system; copies it otherwise.
    public func put(_ key: BlobKey, moving file: String) async throws(BlobError) {
        try key.check()
        try await FileThreads.run { [files] in
            if try !files.take(key, source: file) { try files.put(key, source: file) }
        }
    }

    /// The file's size.
    public func info(_ key: BlobKey) async throws(BlobError) -> BlobInfo? {
        try key.check()
        return try await FileThreads.run { [files] in
            try LocalFile.reading(files.path(key)).map { BlobInfo(size: try $0.status().size) }
        }
    }

    /// Opens the file; an object that is replaced or removed meanwhile is still read as it was.
    public func read(_ key: BlobKey, range: Range<Int64>?) async throws(BlobError) -> BlobBody {
        try key.check()
        return try await FileThreads.run { [files] in
            guard let file = try LocalFile.reading(files.path(key)) else { throw BlobError(.notFound, "\(key)") }
            return try FilePieces.body(file, range: range)
        }
    }

    /// Removes the file and syncs its folder.
    public func delete(_ key: BlobKey) async throws(BlobError) {
        try key.check()
        try await FileThreads.run { [files] in try files.delete(key) }
    }

    /// All files of the bucket, one of its 256 folders a page.
    public func list(bucket: String) -> BlobListing {
        BlobListing { [files] cursor throws(BlobError) in
            try BlobKey.check(bucket: bucket)
            return try await FileThreads.run {
                for fan in FolderLayout.fan(after: cursor) {
                    let entries = try files.objects(bucket: bucket, fan: fan)
                    if !entries.isEmpty { return BlobListing.Page(entries: entries, next: fan) }
                }
                return BlobListing.Page(entries: [], next: nil)
            }
        }
    }

    /// Throws unless files can be written.
    public func ping() async throws(BlobError) {
        try await FileThreads.run { [files] in
            guard access(files.scratch, W_OK | X_OK) == 0 else { throw BlobError(errno: errno, files.scratch) }
        }
    }

    /// Nothing to end.
    public func shutdown() async {}
}
