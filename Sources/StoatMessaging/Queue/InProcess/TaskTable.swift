import StoatModels
import StoatStorage

/// The rows behind ``InProcessQueue``: what a task looks like in the document store, and the operations on it.
///
/// A waiting task has `due`, the millisecond from which it may run; a dead letter has `died` instead.
struct TaskTable: Sendable {
    /// A task as it stands in the table.
    struct Row: Sendable {
        let id: ULID
        /// Attempts begun so far.
        let attempts: Int
        let due: Timestamp
        let body: Object
    }

    static let collection = StoatStorage.Collection(
        "stoat_tasks",
        indexes: [
            StoatStorage.Index("queue_due", on: .keys(["queue", "due"])),
            StoatStorage.Index("queue_died", on: .keys(["queue", "died"])),
        ]
    )

    let store: any DocumentStore

    func insert(_ id: ULID, _ task: QueuedTask, due: Timestamp) async throws {
        try await store.insert(
            [
                "_id": .string(id.description), "queue": .string(task.queue.name), "attempts": 0,
                "due": .int(due.milliseconds), "body": .object(task.body),
            ],
            into: Self.collection
        )
    }

    /// The tasks of a queue that are due first, except those named.
    func earliest(_ limit: Int, of queue: QueueName, except known: [ULID]) async throws -> [Row] {
        let rows = try await store.find(
            Query(
                Self.collection,
                where: .and([
                    .equals("queue", .string(queue.name)), .exists("due", true),
                    .notIn("_id", known.map { .string($0.description) }),
                ]),
                sort: [.ascending("due"), .ascending("_id")],
                limit: limit
            )
        )
        return rows.compactMap { row in
            guard let id = ULID(row.optionalString("_id") ?? ""), let due = row.optionalTimestamp("due"),
                let body = row.optionalObject("body")
            else { return nil }
            return Row(id: id, attempts: Int(row.optionalInteger("attempts") ?? 0), due: due, body: body)
        }
    }

    /// Notes that one more attempt begins, so that a task which ends the process is not tried forever.
    func begin(_ ids: [ULID]) async throws {
        guard !ids.isEmpty else { return }
        try await store.write(
            ids.map { .update(Self.collection, Self.named($0), Update().adding("attempts", .increment(1))) }
        )
    }

    func remove(_ id: ULID) async throws {
        try await store.write([.delete(Self.collection, Self.named(id))])
    }

    func postpone(_ id: ULID, attempts: Int, until due: Timestamp, because error: String) async throws {
        let update = Update().set("attempts", .int(Int64(attempts))).set("due", .int(due.milliseconds))
            .set("error", .string(error))
        try await store.updateOne(Self.collection, where: Self.named(id), update)
    }

    func bury(_ id: ULID, attempts: Int, at moment: Timestamp, because error: String) async throws {
        let update = Update().set("attempts", .int(Int64(attempts))).set("died", .int(moment.milliseconds))
            .unset("due").set("error", .string(error))
        try await store.updateOne(Self.collection, where: Self.named(id), update)
    }

    func depth(of queue: QueueName) async throws -> QueueDepth {
        let name = Filter.equals("queue", .string(queue.name))
        let waiting = try await store.count(Self.collection, where: .and([name, .exists("due", true)]))
        let dead = try await store.count(Self.collection, where: .and([name, .exists("died", true)]))
        return QueueDepth(waiting: waiting, dead: dead)
    }

    private static func named(_ id: ULID) -> Filter { .equals("_id", .string(id.description)) }
}
