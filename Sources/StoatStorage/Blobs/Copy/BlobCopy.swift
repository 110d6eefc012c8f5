internal import Crypto
internal import Foundation

/// Copies objects from one store to another, checked byte by byte.
///
/// Resumable: an object that the target has with the same size and hash is left alone. Objects are copied as they are,
/// encrypted or not.
public struct BlobCopy: Sendable {
    /// What became of one object.
    public enum Outcome: Sendable, Equatable {
        /// It was written, and what the target then read back has the same hash.
        case copied(bytes: Int64)
        /// The target had it already.
        case present(bytes: Int64)
        /// The source has none.
        case missing
        /// It cannot be read, or comes back changed.
        case broken(String)
    }

    /// How far a copy has come.
    public struct Progress: Sendable, Equatable {
        /// Objects written.
        public var copied = 0
        /// Objects that were there.
        public var present = 0
        /// Objects that the source does not have.
        public var missing = 0
        /// Objects that could not be copied for reasons of their own.
        public var broken = 0
        /// Bytes written.
        public var bytes: Int64 = 0

        /// Nothing yet.
        public init() {}

        /// Objects that have been dealt with.
        public var count: Int { copied + present + missing + broken }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .copied(let size):
                copied += 1
                bytes += size
            case .present: present += 1
            case .missing: missing += 1
            case .broken: broken += 1
            }
        }
    }

    private let source: any BlobStore
    private let target: any BlobStore
    private let concurrency: Int
    private let scratch: String

    /// A copy between two stores.
    ///
    /// - Parameters:
    ///   - concurrency: objects under way at a time.
    ///   - temporary: a folder with room for that many objects; the system's own when `nil`.
    public init(from source: any BlobStore, to target: any BlobStore, concurrency: Int = 4, temporary: String? = nil) {
        self.source = source
        self.target = target
        self.concurrency = max(1, concurrency)
        self.scratch = temporary ?? FileManager.default.temporaryDirectory.path
        ScratchFile.sweepUnderway(in: scratch)
    }

    /// Copies all these objects.
    ///
    /// An object with a fault of its own is reported and passed over. When a store is gone, full or refuses the
    /// credentials, the copy stops with that error; run it again to go on.
    ///
    /// - Parameter report: called after each object, one at a time, with its outcome and the sums so far.
    public func run(
        _ keys: some Sequence<BlobKey>,
        report: (BlobKey, Outcome, Progress) async -> Void = { _, _, _ in }
    ) async throws(BlobError) -> Progress {
        do {
            return try await withThrowingTaskGroup(of: (BlobKey, Outcome).self) { group in
                var progress = Progress()
                var running = 0
                for key in keys {
                    if running == concurrency, let (done, outcome) = try await group.next() {
                        running -= 1
                        progress.add(outcome)
                        await report(done, outcome, progress)
                    }
                    group.addTask { (key, try await copy(key)) }
                    running += 1
                }
                while let (done, outcome) = try await group.next() {
                    progress.add(outcome)
                    await report(done, outcome, progress)
                }
                return progress
            }
        } catch let error as BlobError {
            throw error
        } catch {
            throw BlobError(.cancelled, "copy")
        }
    }

    /// Copies one object; throws what ``run(_:report:)`` stops for.
    public func copy(_ key: BlobKey) async throws(BlobError) -> Outcome {
        do throws(BlobError) {
            return try await checked(key)
        } catch {
            switch error.code {
            case .notFound: return .missing
            case .damaged, .invalid, .failed: return .broken("\(error)")
            case .unavailable, .refused, .full, .cancelled: throw error
            }
        }
    }

    private func checked(_ key: BlobKey) async throws(BlobError) -> Outcome {
        guard let wanted = try await source.info(key) else { return .missing }
        if let there = try await target.info(key), there.size == wanted.size {
            let original = try await source.read(key).digest()
            if try await target.read(key).digest() == original { return .present(bytes: wanted.size) }
        }
        let file = try await ScratchFile.underway(in: scratch)
        let original = try await source.read(key).saveHashing(to: file.path)
        try await target.put(key, file: file.path)
        do throws(BlobError) {
            guard try await target.read(key).digest() == original else {
                return .broken("the target gives back other bytes than it was given")
            }
        } catch {
            // The object was just written: one that is missing now is no fault of the source.
            guard error.code == .notFound else { throw error }
            return .broken("the target lost the object")
        }
        return .copied(bytes: wanted.size)
    }
}
