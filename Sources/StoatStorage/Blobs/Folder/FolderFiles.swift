internal import Foundation

/// The files of a ``FolderBlobs``.
///
/// All calls block.
struct FolderFiles: Sendable {
    /// Absolute or relative path, without a slash at the end.
    let root: String

    /// Where objects are written before they get their names.
    ///
    /// No bucket's name begins with a dot.
    var scratch: String { root + "/.tmp" }

    /// Makes the folders, and removes what writers that are gone left behind.
    func prepare() throws(BlobError) {
        try LocalFolder.make(scratch)
        try ScratchFile.sweep(scratch)
    }

    /// Writes the file as the object and returns when the disk has it.
    func put(_ key: BlobKey, source: String) throws(BlobError) {
        let source = try LocalFile.source(source)
        _ = try source.status()
        let scratch = try ScratchFile.make(in: scratch)
        try source.forEachPiece { piece throws(BlobError) in try scratch.file.write(piece) }
        try scratch.file.sync()
        guard try move(scratch.path, to: path(key)) else {
            throw BlobError(.failed, "\(root) spreads over several file systems")
        }
    }

    /// Makes the file itself the object and returns when the disk has it.
    ///
    /// - Returns: whether it did; a file of another file system stays where it is.
    func take(_ key: BlobKey, source: String) throws(BlobError) -> Bool {
        let file = try LocalFile.source(source)
        _ = try file.status()
        try file.sync()
        return try move(source, to: path(key))
    }

    /// The path of an object, whether it is there or not.
    func path(_ key: BlobKey) -> String { ([root] + FolderLayout.components(key)).joined(separator: "/") }

    /// Removes the object if it is there.
    func delete(_ key: BlobKey) throws(BlobError) {
        let path = path(key)
        if unlink(path) == 0 { return try LocalFolder.sync(LocalFolder.parent(of: path)) }
        let error = BlobError(errno: errno, "remove \(path)")
        if error.code != .notFound { throw error }
    }

    /// The objects of one of a bucket's folders.
    func objects(bucket: String, fan: String) throws(BlobError) -> [BlobEntry] {
        var found: [BlobEntry] = []
        var pending = [(folder: "\(root)/\(bucket)/\(fan)", name: "")]
        while let (folder, name) = pending.popLast() {
            for child in try LocalFolder.names(in: folder) ?? [] {
                let path = "\(folder)/\(child)"
                if child.hasSuffix(FolderLayout.continuation) {
                    pending.append((path, name + child.dropLast()))
                } else if let decoded = FolderLayout.path(name + child), let size = try LocalFolder.size(of: path) {
                    found.append(BlobEntry(key: BlobKey(bucket: bucket, path: decoded), size: size))
                }
            }
        }
        return found
    }

    /// Renames a file; answers `false` where that would lead to another file system.
    private func move(_ path: String, to target: String) throws(BlobError) -> Bool {
        let folder = LocalFolder.parent(of: target)
        if rename(path, target) != 0 {
            if errno == ENOENT {
                try LocalFolder.make(folder)
                if rename(path, target) == 0 {
                    try LocalFolder.sync(folder)
                    return true
                }
            }
            guard errno != EXDEV else { return false }
            throw BlobError(errno: errno, "rename \(path)")
        }
        try LocalFolder.sync(folder)
        return true
    }
}
