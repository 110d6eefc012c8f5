import Logging
public import ServiceLifecycle
import StoatModels
import StoatStorage

/// Gives unused files over to deletion, and removes what was given over: rows and objects.
///
/// Every step may be repeated and several processes may purge at once. A row that cannot be dealt with is logged and
/// tried again in the next round; it never stops the others.
public struct FilePurge: Service {
    private let library: FileLibrary
    private let orphans: OrphanSweep
    private let removedObjects: Counter?
    private let removedOrphans: Counter?
    private var core: Core { library.core }

    /// The pause between rounds.
    private static let interval: Duration = .seconds(60)
    /// Files that nothing used for so long are given over.
    private static let unusedTime: Duration = .seconds(3600)
    /// Rows looked at in one round.
    private static let batch = 500

    /// A purge of a library.
    ///
    /// - Parameter metrics: where removed objects are counted; `nil` to skip that.
    public init(_ library: FileLibrary, metrics: MetricsRegistry? = nil) {
        self.library = library
        self.orphans = OrphanSweep(library)
        self.removedObjects = metrics?.counter("stoat_files_removed_total", "Objects removed with their last file.")
        self.removedOrphans = metrics?.counter("stoat_files_orphans_total", "Objects removed that no file had.")
    }

    /// Works until graceful shutdown.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await self.round()
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    /// One round; `sweeps` looks for objects that no file has, too.
    public func round(sweeps: Bool = true) async {
        await library.attempt("Unused files stay") {
            try await core.files.discardUnused(before: core.clock().advanced(by: .zero - Self.unusedTime))
        }
        await library.attempt("Deleted files stay") { try await removeDeleted() }
        guard sweeps else { return }
        await library.attempt("Objects without a file stay") {
            let removed = try await orphans.step()
            removedOrphans?.increment(by: Int64(removed))
        }
    }

    private func removeDeleted() async throws {
        var after: FileID?
        while true {
            let rows = try await core.files.discarded(after: after, limit: Self.batch)
            for row in rows { await library.attempt("A deleted file stays") { try await remove(row) } }
            guard rows.count == Self.batch, let last = rows.last?.id else { return }
            try Task.checkCancellation()
            after = last
        }
    }

    private func remove(_ row: DiscardedFile) async throws {
        if let hash = row.hash, let object = try await core.fileHashes.exact(hash) {
            switch try await library.release(object) {
            case .busy: return
            case .removed: removedObjects?.increment()
            case .inUse: break
            }
        }
        try await core.files.removeDiscarded(row.id)
    }
}
