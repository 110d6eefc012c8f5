import Synchronization

/// Which tasks run here, by message id and attempt, with every delivery of them.
///
/// After a reconnect the broker hands out again what was not settled: a task that still runs here must not run twice
/// at a time, and one that has just succeeded need not run again.
final class RunningTasks: Sendable {
    private struct State {
        var running: [String: [TaskConsumer.Delivery]] = [:]
        var succeeded = RecencyTable<String, Void>(capacity: 2048)
    }

    /// What to do with a delivery.
    enum Verdict {
        case run
        /// Runs here already and is settled with that run.
        case joins
        /// Has succeeded here; only the broker does not know yet.
        case isDone
    }

    private let state = Mutex(State())

    func begin(_ delivery: TaskConsumer.Delivery) -> Verdict {
        guard let id = Self.name(delivery) else { return .run }
        return state.withLock { state in
            if delivery.message.isRedelivered, state.succeeded.use(id) != nil { return .isDone }
            guard state.running[id] == nil else {
                state.running[id]?.append(delivery)
                return .joins
            }
            state.running[id] = [delivery]
            return .run
        }
    }

    /// Ends a run; answers the deliveries to settle.
    ///
    /// - Parameter hasSucceeded: whether the attempt needs no further delivery.
    func end(_ delivery: TaskConsumer.Delivery, hasSucceeded: Bool) -> [TaskConsumer.Delivery] {
        guard let id = Self.name(delivery) else { return [delivery] }
        return state.withLock { state in
            if hasSucceeded { state.succeeded.insert(id, ()) }
            return state.running.removeValue(forKey: id) ?? [delivery]
        }
    }

    // A later attempt has the id of the first.
    private static func name(_ delivery: TaskConsumer.Delivery) -> String? {
        delivery.message.messageID.map { "\($0)/\(TaskMessage.attempt(of: delivery.message))" }
    }
}
