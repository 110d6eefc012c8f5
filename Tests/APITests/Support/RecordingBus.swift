import StoatMessaging
import StoatModels
import Synchronization

/// A bus that only remembers what was published, in order.
final class RecordingBus: EventBus {
    private let published = Mutex<[Event]>([])

    /// What was published since the last call.
    func take() -> [Event] {
        published.withLock { published in
            defer { published = [] }
            return published
        }
    }

    func publish(_ events: [Event]) throws { published.withLock { $0 += events } }
    func attach(_ receiver: (any EventReceiver)?) {}
    func bind(_ topics: [Topic]) async throws {}
    func unbind(_ topics: [Topic]) {}
    func ping() async throws {}
    func shutdown(within limit: Duration) async {}
}
