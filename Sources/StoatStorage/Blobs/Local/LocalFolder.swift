internal import Foundation

/// What is done with folders.
///
/// All calls block.
enum LocalFolder {
    /// Makes a folder and those above it, and waits until they are on the disk.
    static func make(_ folder: String) throws(BlobError) {
        if mkdir(folder, 0o700) == 0 { return try sync(parent(of: folder)) }
        switch errno {
        case EEXIST: return
        case ENOENT where folder.contains("/"):
            try make(parent(of: folder))
            // Not from the beginning again: what is above may be a link that leads nowhere.
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw BlobError(errno: errno, "make the folder \(folder)")
            }
            try sync(parent(of: folder))
        case let number: throw BlobError(errno: number, "make the folder \(folder)")
        }
    }

    /// Waits until the folder's names are on the disk.
    static func sync(_ folder: String) throws(BlobError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BlobError(errno: errno, "open \(folder)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BlobError(errno: errno, "sync \(folder)") }
    }

    /// The folder around a file or folder.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The names in a folder; `nil` when there is no such folder.
    static func names(in folder: String) throws(BlobError) -> [String]? {
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

    /// Bytes of a file; `nil` when there is none.
    static func size(of path: String) throws(BlobError) -> Int64? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let error = BlobError(errno: errno, "stat \(path)")
            if error.code == .notFound { return nil }
            throw error
        }
        return status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }
}
