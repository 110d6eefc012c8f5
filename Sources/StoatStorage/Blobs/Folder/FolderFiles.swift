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
        try make(folder: scratch)
        for name in try names(in: scratch) ?? [] {
            let path = "\(scratch)/\(name)"
            // A writer at work, in this process or another, holds the lock of its file.
            guard let file = try LocalFile.reading(path), file.lock() else { continue }
            unlink(path)
        }
    }

    /// Writes the file as the object and returns when the disk has it.
    func put(_ key: BlobKey, source: String) throws(BlobError) {
        let source = try LocalFile.source(source)
        _ = try source.status()
        let (path, file) = try scratchFile()
        do {
            try source.forEachPiece { piece throws(BlobError) in try file.write(piece) }
            try file.sync()
            try move(path, to: FolderLayout.components(key))
        } catch {
            unlink(path)
            throw error
        }
    }

    /// The path of an object, whether it is there or not.
    func path(_ key: BlobKey) -> String { ([root] + FolderLayout.components(key)).joined(separator: "/") }

    /// Removes the object if it is there.
    func delete(_ key: BlobKey) throws(BlobError) {
        let path = path(key)
        if unlink(path) == 0 { return try sync(folder: parent(path)) }
        let error = BlobError(errno: errno, "remove \(path)")
        if error.code != .notFound { throw error }
    }

    /// The objects of one of a bucket's folders.
    func objects(bucket: String, fan: String) throws(BlobError) -> [BlobEntry] {
        var found: [BlobEntry] = []
        var pending = [(folder: "\(root)/\(bucket)/\(fan)", name: "")]
        while let (folder, name) = pending.popLast() {
            for child in try names(in: folder) ?? [] {
                let path = "\(folder)/\(child)"
                if child.hasSuffix(FolderLayout.continuation) {
                    pending.append((path, name + child.dropLast()))
                } else if let decoded = FolderLayout.path(name + child), let size = try size(path) {
                    found.append(BlobEntry(key: BlobKey(bucket: bucket, path: decoded), size: size))
                }
            }
        }
        return found
    }

    private func scratchFile() throws(BlobError) -> (path: String, file: LocalFile) {
        while true {
            let path = "\(scratch)/\(String(UInt64.random(in: .min ... .max), radix: 36))"
            let file = try LocalFile.creating(path, exclusively: true)
            // Whoever prepares the folder at this moment may have taken the lock first, and removes the file.
            if file.lock(), try file.status().links > 0 { return (path, file) }
        }
    }

    private func move(_ path: String, to components: [String]) throws(BlobError) {
        let folder = ([root] + components.dropLast()).joined(separator: "/")
        let target = ([root] + components).joined(separator: "/")
        if rename(path, target) != 0 {
            guard errno == ENOENT else { throw BlobError(errno: errno, "rename \(path)") }
            try make(folder: folder)
            guard rename(path, target) == 0 else { throw BlobError(errno: errno, "rename \(path)") }
        }
        try sync(folder: folder)
    }

    private func make(folder: String) throws(BlobError) {
        if mkdir(folder, 0o700) == 0 { return try sync(folder: parent(folder)) }
        switch errno {
        case EEXIST: return
        case ENOENT where folder.contains("/"):
            try make(folder: parent(folder))
            try make(folder: folder)
        case let number: throw BlobError(errno: number, "make the folder \(folder)")
        }
    }

    private func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func sync(folder: String) throws(BlobError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BlobError(errno: errno, "open \(folder)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BlobError(errno: errno, "sync \(folder)") }
    }

    private func size(_ path: String) throws(BlobError) -> Int64? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let error = BlobError(errno: errno, "stat \(path)")
            if error.code == .notFound { return nil }
            throw error
        }
        return status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }

    // Nil when there is no such folder.
    private func names(in folder: String) throws(BlobError) -> [String]? {
        guard let stream = opendir(folder) else {
            let error = BlobError(errno: errno, "list \(folder)")
            if error.code == .notFound { return nil }
            throw error
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw BlobError(errno: errno, "list \(folder)") }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }
}
