internal import Synchronization

/// Counters of the gateway. Each costs a few nanoseconds; any thread may read them.
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

    /// The values now.
    var snapshot: GatewayMetricsSnapshot {
        GatewayMetricsSnapshot(
            openSockets: openSockets.load(ordering: .relaxed), liveSessions: liveSessions.load(ordering: .relaxed),
            connects: connects.load(ordering: .relaxed), refusedConnects: refusedConnects.load(ordering: .relaxed),
            receivedEvents: receivedEvents.load(ordering: .relaxed),
            brokenEvents: brokenEvents.load(ordering: .relaxed), sentFrames: sentFrames.load(ordering: .relaxed),
            writes: writes.load(ordering: .relaxed), closedSlow: closedSlow.load(ordering: .relaxed),
            closedSilent: closedSilent.load(ordering: .relaxed), closedAbusive: closedAbusive.load(ordering: .relaxed),
            continuityLosses: continuityLosses.load(ordering: .relaxed),
            deliveryLag: .milliseconds(deliveryLagMilliseconds.load(ordering: .relaxed)))
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
