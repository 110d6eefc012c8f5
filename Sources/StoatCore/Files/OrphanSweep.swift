import Logging
import StoatModels
import StoatStorage
import Synchronization

/// Goes slowly through all stored objects and removes those that no file has: what uploads and purges left behind that
/// broke off, and what was lost between processes.
///
/// A step reads one page in the order of ids and asks an index for one file of each object, so its cost does not depend
/// on the size of the instance. Every process begins somewhere else.
final class OrphanSweep: Sendable {
    /// What no file has for so long is not on its way to one.
    static let age: Duration = .seconds(3600)
    /// Rows looked at in one step.
    static let page = 500
    /// So many of a page may be without a file, or half of it where that is more.
    ///
    /// Beyond it is more likely that the database is being restored or repaired than that so much was lost.
    static let plausible = 20

    private let library: FileLibrary
    private let position = Mutex<String?>(String(UInt64.random(in: 1 << 60 ... .max), radix: 16))

    init(_ library: FileLibrary) { self.library = library }

    /// Looks at the next rows.
    ///
    /// - Returns: how many objects were removed.
    func step(_ size: Int = page) async throws -> Int {
        let start = position.withLock(\.self)
        var (rows, next) = try await library.core.fileHashes.page(after: start, limit: size)
        if next == nil, let start, rows.count < size {
            // Around the end, but not twice over the same.
            let more = try await library.core.fileHashes.page(after: nil, limit: size - rows.count)
            let fresh = more.rows.filter { $0.object.id <= start }
            next = fresh.count == more.rows.count ? more.next : start
            rows += fresh
        }
        position.withLock { $0 = next }
        return try await sweep(rows)
    }

    private func sweep(_ rows: [MarkedHash]) async throws -> Int {
        let moment = library.core.clock().advanced(by: .zero - Self.age)
        // Rows from a migration go by the id of their file, which may not refer to them yet; they stay.
        let old = rows.filter { $0.object.id.utf8.count == 64 && $0.object.createdAt < moment }
        guard !old.isEmpty else { return 0 }
        let used = try await library.core.files.areUsed(old.map(\.object))
        let orphans = zip(old, used).filter { $0.mark != nil || !$1 }.map(\.0)
        guard orphans.count <= max(Self.plausible, old.count / 2) else {
            library.core.logger.warning(
                "Many objects have no file; they stay, as the database looks damaged",
                metadata: ["objects": "\(orphans.count)"]
            )
            return 0
        }
        var removed = 0
        for row in orphans {
            await library.attempt("An object without a file stays") {
                if try await library.release(row) == .removed { removed += 1 }
            }
            try Task.checkCancellation()
        }
        if removed > 0 {
            library.core.logger.info("Removed objects without a file", metadata: ["objects": "\(removed)"])
        }
        return removed
    }
}
