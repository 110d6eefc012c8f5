internal import Foundation
internal import StoatCore
internal import Synchronization

/// Where this process keeps uploads while they are processed.
///
/// Each process has a folder of its own below the configured one and holds a lock in it while it lives, so that what a
/// killed process left behind is found and removed by the next that starts.
final class WorkFolder: Sendable {
    /// The configured folder.
    let root: String
    /// This process's folder.
    let path: String
    private let lock: Int32
    private let counter = Atomic(0)

    /// Makes this process's folder and removes those of processes that are gone.
    ///
    /// - Throws: ``StartError`` where the folder cannot be made.
    init(_ root: String) throws {
        self.root = root
        let uploads = "\(root)/uploads"
        self.path = "\(uploads)/\(SecureToken.random(12))"
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch { throw StartError("cannot make the work folder \(path)") }
        self.lock = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw StartError("cannot write the work folder \(path)")
        }
        Self.removeAbandoned(in: uploads, except: path)
    }

    /// A path for a new file.
    func newPath() -> String {
        "\(path)/\(counter.add(1, ordering: .relaxed).newValue)"
    }

    /// Whether fewer bytes than these are free; false where that cannot be told.
    func lacks(_ bytes: Int64) -> Bool {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return false }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < UInt64(max(0, bytes))
    }

    /// Removes files that may be there.
    static func remove(_ paths: String...) {
        for path in paths { unlink(path) }
    }

    /// Removes this process's folder.
    func close() {
        try? FileManager.default.removeItem(atPath: path)
    }

    deinit { Foundation.close(lock) }

    private static func removeAbandoned(in folder: String, except own: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            guard path != own else { continue }
            let descriptor = open("\(path)/lock", O_RDWR | O_CLOEXEC)
            // A folder that another process is just making has no lock for a moment; a minute is long enough for it.
            guard descriptor >= 0 || age(of: path) > 60 else { continue }
            if descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                try? FileManager.default.removeItem(atPath: path)
            }
            if descriptor >= 0 { Foundation.close(descriptor) }
        }
    }

    private static func age(of path: String) -> Double {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return -((attributes?[.modificationDate] as? Date) ?? Date()).timeIntervalSinceNow
    }
}
