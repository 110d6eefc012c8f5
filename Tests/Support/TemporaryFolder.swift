public import Foundation

/// A folder for one test or server, removed when the last reference to it goes.
///
/// Folders that a crashed test run left behind are removed by the next run: their names carry the process id.
public final class TemporaryFolder: Sendable {
    /// Absolute path, without a slash at the end.
    public let path: String

    private static let prefix = "stoat-test-"
    private static let sweep: Void = removeAbandoned()

    public init(_ purpose: String = "data") throws {
        _ = Self.sweep
        let name = "\(Self.prefix)\(getpid())-\(purpose)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        self.path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A file that cannot be removed is found again by the sweep of a later run.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The folder as a URL.
    public var url: URL { URL(fileURLWithPath: path, isDirectory: true) }

    private static func removeAbandoned() {
        let root = FileManager.default.temporaryDirectory.path
        // An unreadable temporary folder leaves nothing to sweep.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let owner = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let pid = pid_t(owner), kill(pid, 0) == -1, errno == ESRCH else { continue }
            // Another run may be sweeping the same folder.
            try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
        }
    }
}
