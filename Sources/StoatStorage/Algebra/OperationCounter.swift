import Synchronization

/// Counts the store calls made by one piece of work, so that tests can hold an operation to its number of queries.
///
/// Install one with ``counting(_:)``; stores record into the counter of the calling task. A call that was refused or
/// failed counts as well.
public final class OperationCounter: Sendable {
    /// What was asked of the store so far.
    public struct Counts: Sendable, Equatable {
        /// Calls of any kind, each one hop to the engine.
        public var calls = 0
        /// Queries inside the calls that read: one `find` of three queries counts three.
        public var queries = 0
        /// Writes inside the calls that write: one `write` of three counts three.
        public var writes = 0
        /// Names of the collections touched, in order, with repetitions.
        public var collections: [String] = []
    }

    /// The counter of the current task, which its child tasks share.
    @TaskLocal public static var current: OperationCounter?

    private let state = Mutex(Counts())

    /// A counter at zero.
    public init() {}

    /// What was counted so far.
    public var counts: Counts { state.withLock { $0 } }

    /// Adds one call.
    public func record(queries: Int = 0, writes: Int = 0, in collections: [Collection]) {
        state.withLock { counts in
            counts.calls += 1
            counts.queries += queries
            counts.writes += writes
            counts.collections += collections.map(\.name)
        }
    }

    /// Runs `body` and answers what it asked of any store, tasks started inside included unless detached.
    public static func counting<T>(_ body: () async throws -> T) async rethrows -> (result: T, counts: Counts) {
        let counter = OperationCounter()
        let result = try await $current.withValue(counter) { try await body() }
        return (result, counter.counts)
    }
}

extension OperationCounter {
    /// Adds a read to the counter of the current task, where there is one.
    static func record(_ queries: [Query]) {
        guard let current else { return }
        current.record(queries: queries.count, in: queries.map(\.collection))
    }

    /// Adds writes to the counter of the current task, where there is one.
    static func record(_ writes: [Write]) {
        guard let current else { return }
        current.record(writes: writes.count, in: writes.map(\.collection))
    }

    /// Adds a call on one collection to the counter of the current task, where there is one.
    static func record(queries: Int = 0, writes: Int = 0, in collection: Collection) {
        current?.record(queries: queries, writes: writes, in: [collection])
    }
}
