import StoatModels
import StoatStorage

// Removing objects that no file has any more.
//
// The row is marked first and files are looked for afterwards; an upload inserts its file first and looks for the mark
// afterwards. So at least one of the two sees the other. Whoever sets the mark is the only one who removes the object,
// until the mark is old enough to have been left by a process that is gone.
extension FileLibrary {
    /// What became of the wish to remove an object.
    enum Release: Equatable {
        case removed
        /// A file has it.
        case inUse
        /// Another process removes it, or something failed that a later try may mend.
        case busy
    }

    /// The mark of a purge that has not ended after this long was left by a process that is gone.
    static let purgeTime: Duration = .seconds(120)

    /// Removes an object and its row unless a file has it.
    func release(_ row: MarkedHash) async throws -> Release {
        if let begun = row.markedAt, core.clock().since(begun) < Self.purgeTime { return .busy }
        // What is in use is not even marked, unless there is a mark to be dealt with.
        if row.mark == nil, try await isUsed(row.object) { return .inUse }
        guard let ours = try await core.fileHashes.beginPurge(row, at: core.clock()) else { return .busy }
        do {
            if try await isUsed(row.object) { return try await keep(ours, wasMarked: row.mark != nil) }
            try await blobs.store.delete(row.object.key)
            try await core.fileHashes.remove(ours)
            return .removed
        } catch {
            // The object may be gone already, so the mark stays, for anybody to go on.
            await attempt("A purge waits") { try await core.fileHashes.yieldPurge(ours) }
            throw error
        }
    }

    /// Takes the mark back from what is in use.
    private func keep(_ row: MarkedHash, wasMarked: Bool) async throws -> Release {
        // Whoever marked it before us may have removed the object; then only an upload on its way out is in the way.
        if wasMarked, try await blobs.store.info(row.object.key) == nil {
            try await core.fileHashes.yieldPurge(row)
            return .busy
        }
        try await core.fileHashes.cancelPurge(row)
        return .inUse
    }

    private func isUsed(_ object: FileHash) async throws -> Bool { try await core.files.areUsed([object]) == [true] }
}
