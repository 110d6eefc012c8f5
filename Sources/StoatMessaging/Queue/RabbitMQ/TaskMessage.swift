import NIOCore
import StoatModels

/// Tasks as messages: the body is the payload as upstream documents it, the attempt is a header.
enum TaskMessage {
    private static let attemptHeader = "x-stoat-attempt"
    private static let errorHeader = "x-stoat-error"
    private static let errorLimit = 500

    static func encode(_ task: QueuedTask, id: ULID = ULID()) -> AMQPMessage {
        AMQPMessage(
            exchange: task.queue.exchange.name,
            routingKey: task.queue.routingKey,
            headers: task.attempt > 1 ? [attemptHeader: .int(Int64(task.attempt))] : [:],
            messageID: id.description,
            isPersistent: true,
            body: JSONWriter.encode(task.body)
        )
    }

    /// The attempt that a delivery is; 1 for what others publish.
    static func attempt(of delivery: AMQPDelivery) -> Int {
        Int(clamping: max(1, delivery.headers.int(attemptHeader) ?? 1))
    }

    /// The payload of a delivery.
    static func body(of delivery: AMQPDelivery) throws -> Object {
        guard let object = try JSONParser.parse(delivery.body).object else {
            throw DocumentError(path: "", expected: "object")
        }
        return object
    }

    /// The same task once more, straight to the queue where it waits or lies dead.
    static func again(_ delivery: AMQPDelivery, to topology: TaskTopology, because error: String) -> AMQPMessage {
        let isDead = if case .dead = topology { true } else { false }
        let attempt = attempt(of: delivery) + (isDead ? 0 : 1)
        return AMQPMessage(
            exchange: "",
            routingKey: topology.queueName,
            headers: [
                attemptHeader: .int(Int64(attempt)), errorHeader: .string(String(error.prefix(errorLimit))),
            ],
            messageID: delivery.messageID,
            isPersistent: true,
            body: delivery.body
        )
    }
}
