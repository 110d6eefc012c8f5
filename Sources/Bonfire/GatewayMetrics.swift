internal import StoatCore
internal import Synchronization

/// Counters of the gateway.
///
/// Each costs a few nanoseconds; any thread may read them.
final class GatewayMetrics: Sendable {
    let openSockets = Atomic<Int>(0)
    let liveSessions = Atomic<Int>(0)
    let connects = Atomic<Int>(0)
    let refusedConnects = Atomic<Int>(0)
    let receivedEvents = Atomic<Int>(0)
    let brokenEvents = Atomic<Int>(0)
    let sentFrames = Atomic<Int>(0)
    let writes = Atomic<Int>(0)
    let closedSlow = Atomic<Int>(0)
    let closedSilent = Atomic<Int>(0)
    let closedAbusive = Atomic<Int>(0)
    let continuityLosses = Atomic<Int>(0)
    /// Milliseconds from the creation of the newest event to its hand-over to the sockets.
    let deliveryLagMilliseconds = Atomic<Int>(0)

    init() {}

    /// Shows the figures to the operator.
    func register(in registry: MetricsRegistry) {
        func show(_ name: String, _ help: String, _ figure: @escaping @Sendable (GatewayMetrics) -> Int) {
            registry.reading("stoat_bonfire_" + name, help) { [self] in Double(figure(self)) }
        }
        func count(_ name: String, _ help: String, _ figure: @escaping @Sendable (GatewayMetrics) -> Int) {
            registry.counting("stoat_bonfire_" + name, help) { [self] in figure(self) }
        }
        show("sockets", "WebSockets open.") { $0.openSockets.load(ordering: .relaxed) }
        show("sessions", "Sessions that have received Ready.") { $0.liveSessions.load(ordering: .relaxed) }
        count("connects_total", "Sessions that became live.") { $0.connects.load(ordering: .relaxed) }
        count("refused_total", "Connections that did not become live.") { $0.refusedConnects.load(ordering: .relaxed) }
        count("events_total", "Events taken from the bus.") { $0.receivedEvents.load(ordering: .relaxed) }
        count("broken_events_total", "Events that could not be read.") { $0.brokenEvents.load(ordering: .relaxed) }
        count("frames_total", "Frames handed to sockets.") { $0.sentFrames.load(ordering: .relaxed) }
        count("writes_total", "Writes that carried them.") { $0.writes.load(ordering: .relaxed) }
        count("closed_slow_total", "Sessions closed for reading slowly.") { $0.closedSlow.load(ordering: .relaxed) }
        count("closed_silent_total", "Sessions closed for silence.") { $0.closedSilent.load(ordering: .relaxed) }
        count("closed_abusive_total", "Sessions closed for flooding.") { $0.closedAbusive.load(ordering: .relaxed) }
        count("continuity_losses_total", "Times that events may have been missed.") {
            $0.continuityLosses.load(ordering: .relaxed)
        }
        registry.reading("stoat_bonfire_delivery_lag_seconds", "Age of the newest event on arrival.") { [self] in
            Double(deliveryLagMilliseconds.load(ordering: .relaxed)) / 1000
        }
    }

    /// The values now.
    var snapshot: GatewayMetricsSnapshot {
        GatewayMetricsSnapshot(
            openSockets: openSockets.load(ordering: .relaxed),
            liveSessions: liveSessions.load(ordering: .relaxed),
            connects: connects.load(ordering: .relaxed),
            refusedConnects: refusedConnects.load(ordering: .relaxed),
            receivedEvents: receivedEvents.load(ordering: .relaxed),
            brokenEvents: brokenEvents.load(ordering: .relaxed),
            sentFrames: sentFrames.load(ordering: .relaxed),
            writes: writes.load(ordering: .relaxed),
            closedSlow: closedSlow.load(ordering: .relaxed),
            closedSilent: closedSilent.load(ordering: .relaxed),
            closedAbusive: closedAbusive.load(ordering: .relaxed),
            continuityLosses: continuityLosses.load(ordering: .relaxed),
            deliveryLag: .milliseconds(deliveryLagMilliseconds.load(ordering: .relaxed))
        )
    }
}

extension Atomic<Int> {
    /// Counts `amount` more.
    func count(_ amount: Int = 1) { add(amount, ordering: .relaxed) }
}

/// The gateway's figures at one moment.
public struct GatewayMetricsSnapshot: Sendable, Equatable {
    /// WebSockets open, authenticated or not.
    public var openSockets = 0
    /// Sessions that have received `Ready`.
    public var liveSessions = 0
    /// Sessions that have become live since the start.
    public var connects = 0
    /// Connections refused or dropped before they were live.
    public var refusedConnects = 0
    /// Events taken from the bus.
    public var receivedEvents = 0
    /// Events that could not be read and reached nobody.
    public var brokenEvents = 0
    /// Frames handed to sockets.
    public var sentFrames = 0
    /// Writes that carried them; fewer than frames where bursts were joined.
    public var writes = 0
    /// Sessions closed because they read too slowly.
    public var closedSlow = 0
    /// Sessions closed because nothing came from them.
    public var closedSilent = 0
    /// Sessions closed because they sent too much.
    public var closedAbusive = 0
    /// Times the bus could not prove that nothing was missed.
    public var continuityLosses = 0
    /// Age of the newest event when it reached the sockets.
    public var deliveryLag: Duration = .zero
}
