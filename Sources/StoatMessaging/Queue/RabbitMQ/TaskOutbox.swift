import StoatModels
import StoatStorage

/// Tasks that the broker could not take, kept in the document store until it can.
///
/// Any process may forward them. One that does takes a row for a while first, so that several do not forward the same
/// rows; if it dies, another gets its turn.
struct TaskOutbox: Sendable {
    static let collection = StoatStorage.Collection(
        "stoat_task_outbox",
        indexes: [StoatStorage.Index("free_from", on: .keys(["free_from"]))]
    )
    private static let turn: Duration = .seconds(30)

    let store: any DocumentStore

    func add(_ task: QueuedTask, id: ULID) async throws {
        try await store.insert(
            [
                "_id": .string(id.description), "free_from": 0, "queue": .string(task.queue.name),
                "routing_key": .string(task.queue.routingKey), "exchange": .string(task.queue.exchange.name),
                "exchange_kind": .string(task.queue.exchange.kind), "deduplicates": .bool(task.queue.deduplicates),
                "body": .object(task.body),
            ],
            into: Self.collection
        )
    }

    /// How many tasks wait.
    func depth() async throws -> Int { try await store.count(Self.collection, where: .all) }

    /// Takes one task for a while; `nil` when there is none.
    func take(at now: Timestamp) async throws -> (id: ULID, task: QueuedTask)? {
        let update = Update().set("free_from", .int(now.advanced(by: Self.turn).milliseconds))
        let row = try await store.findAndUpdate(
            Self.collection,
            where: .compare("free_from", .atMost, .int(now.milliseconds)),
            update,
            upsert: false,
            returning: .after
        )
        guard let row, let id = ULID(try row.string("_id")) else { return nil }
        let queue = QueueName(
            try row.string("queue"),
            routingKey: try row.string("routing_key"),
            exchange: QueueName.Exchange(name: try row.string("exchange"), kind: try row.string("exchange_kind")),
            deduplicates: row.bool("deduplicates")
        )
        return (id, QueuedTask(queue, try row.object("body")))
    }

    /// Ends a turn early, for a task that could not be forwarded.
    func giveBack(_ id: ULID) async throws {
        try await store.updateOne(
            Self.collection,
            where: .equals("_id", .string(id.description)),
            Update().set("free_from", 0)
        )
    }

    func remove(_ id: ULID) async throws {
        try await store.deleteOne(Self.collection, where: .equals("_id", .string(id.description)))
    }
}
