import Logging
import StoatModels
import Synchronization

/// The gateway's half of the bus: a queue of its own on the broker, its bindings, and the thread that reads it.
final class EventConsumer: Sendable {
    enum Command: Sendable {
        case bind([Topic], CheckedContinuation<Void, any Error>)
        case unbind([Topic])
    }

    struct Counters: Sendable {
        var received = 0
        var duplicates = 0
        var continuityLosses = 0
        var boundTopics = 0
    }

    let link: RabbitLink<Command>
    let counters = Mutex(Counters())
    private let receiver = Mutex<(any EventReceiver)?>(nil)

    init(_ settings: RabbitSettings, logger: Logger) throws(MessagingError) {
        self.link = try RabbitLink(settings, role: "events-in", logger: logger)
    }

    /// Connects the receiver and, for the first one, the connection.
    func attach(_ receiver: (any EventReceiver)?) {
        self.receiver.withLock { $0 = receiver }
        if receiver != nil { startInBackground() }
    }

    private func startInBackground() {
        link.startInBackground { EventConsumerLoop(consumer: self).run() }
    }

    func bind(_ topics: [Topic]) async throws {
        guard !topics.isEmpty else { return }
        startInBackground()
        try await withCheckedThrowingContinuation { continuation in
            do {
                try link.mailbox.post(.bind(topics, continuation))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    func unbind(_ topics: [Topic]) {
        // After the shutdown there is nothing to unbind from.
        try? link.mailbox.post(.unbind(topics))
    }

    /// Passes an event on; the thread only.
    ///
    /// Answers whether somebody is there to get it.
    func deliver(_ event: DeliveredEvent) -> Bool {
        guard let receiver = receiver.withLock({ $0 }) else { return false }
        counters.withLock { $0.received += 1 }
        receiver.receive(event)
        return true
    }

    /// Tells the receiver that it may have missed something; the thread only.
    ///
    /// Answers whether somebody was told.
    func tellLostContinuity(_ reason: String) -> Bool {
        guard let receiver = receiver.withLock({ $0 }) else { return false }
        link.logger.warning("Events may have been missed", metadata: ["reason": "\(reason)"])
        counters.withLock { $0.continuityLosses += 1 }
        receiver.lostContinuity()
        return true
    }
}
