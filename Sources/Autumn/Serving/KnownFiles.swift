internal import StoatCore
internal import StoatModels
internal import Synchronization

/// Files that were looked up a moment ago.
///
/// A picture that a busy channel looks at costs one look-up per ``lifetime`` and process, not two queries per request.
/// A deleted file is served that much longer at most, far less than the minutes that pass before its bytes are removed,
/// and than the week for which clients may keep it. What is not there is never remembered: a file can be read as soon as
/// it is in use.
final class KnownFiles: Sendable {
    /// How long a look-up holds, from its beginning.
    static let lifetime = Duration.seconds(1)
    /// Most files remembered, each taking about a kilobyte.
    static let capacity = 4096

    private struct Key: Hashable {
        let id: FileID
        let tag: FileTag
    }

    private struct Entry {
        let file: StoredFile
        let end: ContinuousClock.Instant
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let search: @Sendable (FileID, FileTag) async throws -> StoredFile?
    private let now: @Sendable () -> ContinuousClock.Instant

    /// What is known of a library's files.
    convenience init(_ library: FileLibrary) {
        self.init(search: { try await library.find($0, tag: $1) })
    }

    /// The same over any look-up and clock.
    init(
        search: @escaping @Sendable (FileID, FileTag) async throws -> StoredFile?,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.search = search
        self.now = now
    }

    /// How many files are remembered.
    var count: Int { entries.withLock(\.count) }

    /// A file with its stored object; `nil` where there is none to be seen.
    ///
    /// Costs nothing when it was asked for within ``lifetime``, two queries otherwise.
    func find(_ id: FileID, tag: FileTag) async throws -> StoredFile? {
        let key = Key(id: id, tag: tag)
        let start = now()
        if let entry = entries.withLock({ $0[key] }), entry.end > start { return entry.file }
        let found = try await search(id, tag)
        entries.withLock { entries in
            entries[key] = found.map { Entry(file: $0, end: start + Self.lifetime) }
            guard entries.count > Self.capacity else { return }
            entries = entries.filter { $0.value.end > start }
            if entries.count > Self.capacity { entries = [:] }
        }
        return found
    }
}
