internal import Logging
public import ServiceLifecycle
internal import StoatModels
internal import StoatStorage

/// Gives unused files over to deletion, and removes what was given over: rows and objects.
///
/// Every step may be repeated and several processes may purge at once. A row that cannot be dealt with is logged and
/// tried again in the next round; it never stops the others.
public struct FilePurge: Service {
    private let library: FileLibrary
    private var core: Core { library.core }

    /// The pause between rounds.
    private static let interval: Duration = .seconds(60)
    /// Files that nothing used for so long are given over.
    private static let unusedTime: Duration = .seconds(3600)
    /// What an upload or a purge left behind for so long has broken off.
    private static let brokenTime: Duration = .seconds(3600)
    /// Rows looked at in one round.
    private static let batch = 500
    /// Rounds between two looks for what broke off, which no index supports.
    private static let roundsPerSweep = 30

    /// A purge of a library.
    public init(_ library: FileLibrary) { self.library = library }

    /// Works until graceful shutdown.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var round = 0
            while true {
                await self.round(sweeps: round % Self.roundsPerSweep == 0)
                round += 1
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    /// One round; `sweeps` looks for uploads and purges that broke off, too.
    public func round(sweeps: Bool = true) async {
        await library.attempt("Unused files stay") {
            try await core.files.discardUnused(before: core.clock().advanced(by: .zero - Self.unusedTime))
        }
        await library.attempt("Deleted files stay") { try await removeDeleted() }
        if sweeps { await library.attempt("Broken uploads stay") { try await sweep() } }
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
            try await release(object, by: row.id)
        }
        try await core.files.remove(row.id)
    }

    /// Removes an object unless another file refers to it.
    ///
    /// The row is marked first and the references counted afterwards; an upload inserts its file first and looks for
    /// the mark afterwards. So at least one of the two sees the other.
    private func release(_ object: FileHash, by file: FileID) async throws {
        guard try await core.files.countReferences(to: object, except: file) == 0 else { return }
        try await core.fileHashes.beginPurge(object.id, at: core.clock())
        guard try await core.files.countReferences(to: object, except: file) == 0 else {
            return try await core.fileHashes.cancelPurge(object.id)
        }
        try await library.blobs.store.delete(object.key)
        try await core.fileHashes.remove(object.id)
    }

    private func sweep() async throws {
        let moment = core.clock().advanced(by: .zero - Self.brokenTime)
        for object in try await core.fileHashes.unfinished(before: moment, limit: Self.batch) {
            await library.attempt("A broken upload stays") {
                if try await core.files.countReferences(to: object, except: "") == 0 {
                    try await release(object, by: "")
                } else if !object.iv.isEmpty, try await library.blobs.store.info(object.key) != nil {
                    // Whoever marked it has broken off before removing anything.
                    try await core.fileHashes.cancelPurge(object.id)
                }
            }
        }
    }
}
