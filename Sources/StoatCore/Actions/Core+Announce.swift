import Logging
import StoatMessaging
public import StoatModels

extension Core {
    /// Publishes what a write that has already been acknowledged caused.
    ///
    /// A full event buffer must not turn the success into a failure: it is logged, and gateways resynchronise their
    /// sessions when they notice the gap.
    public func announce(_ events: [Event]) {
        guard !events.isEmpty else { return }
        do { try bus.publish(events) } catch {
            logger.error(
                "Events were dropped because the event buffer is full",
                metadata: ["count": "\(events.count)", "error": "\(error)"]
            )
        }
    }

    /// Publishes one event; see ``announce(_:)-([Event])``.
    public func announce(_ event: Event) { announce([event]) }
}
