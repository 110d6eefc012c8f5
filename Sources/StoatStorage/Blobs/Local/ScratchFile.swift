internal import Foundation

/// A temporary file, which is removed when the last reference goes, unless it got another name before.
///
/// It is locked as long as it is in use, so that what a crash left behind can be told from it, whichever process or
/// container it belongs to.
final class ScratchFile: Sendable {
    let path: String
    /// The file, open for writing.
    let file: LocalFile

    private init(path: String, file: LocalFile) {
        self.path = path
        self.file = file
    }

    deinit { unlink(path) }

    /// Makes a file in this folder; blocks.
    static func make(in folder: String, prefix: String = "") throws(BlobError) -> ScratchFile {
        while true {
            let path = "\(folder)/\(prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))"
            let scratch = ScratchFile(path: path, file: try LocalFile.creating(path, exclusively: true))
            // Whoever sweeps the folder at this moment may have taken the lock first, and removes the file.
            if scratch.file.lock(), try scratch.file.status().links > 0 { return scratch }
        }
    }

    /// Removes the files that nobody uses any more; blocks.
    static func sweep(_ folder: String, prefix: String = "") throws(BlobError) {
        for name in try LocalFolder.names(in: folder) ?? [] where name.hasPrefix(prefix) {
            let path = "\(folder)/\(name)"
            guard let file = try LocalFile.reading(path), file.lock() else { continue }
            unlink(path)
        }
    }
}

extension ScratchFile {
    private static let prefix = "stoat-blob-"

    /// A file for an object on its way, in a folder that may hold other things too.
    static func underway(in folder: String) async throws(BlobError) -> ScratchFile {
        try await FileThreads.run { try make(in: folder, prefix: prefix) }
    }

    /// Removes what crashed processes left of objects on their way; blocks for a moment.
    static func sweepUnderway(in folder: String) {
        // Files of other users cannot be removed, and need not be; the folder is missed when it is used.
        try? sweep(folder, prefix: prefix)
    }
}
