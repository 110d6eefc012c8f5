/// What an event bus has done since it started; a snapshot for metrics.
public struct BusStatistics: Sendable, Equatable {
    /// Events handed over by this process.
    public var published = 0
    /// Events that the broker has confirmed.
    public var confirmed = 0
    /// Events sent again after a reconnect or a refusal.
    public var resent = 0
    /// Events that wait to be sent or confirmed.
    public var bufferedEvents = 0
    /// Bytes of those events.
    public var bufferedBytes = 0
    /// Publishes refused because the buffer was full.
    public var overflows = 0
    /// Events passed to the receiver.
    public var received = 0
    /// Repeats dropped before the receiver.
    public var duplicatesDropped = 0
    /// How often the receiver was told that it may have missed something.
    public var continuityLosses = 0
    /// How often a connection was lost.
    public var disconnects = 0
    /// Topics that are bound.
    public var boundTopics = 0
    /// Whether every connection that is needed stands.
    public var isConnected = false

    /// A snapshot of nothing yet.
    public init(isConnected: Bool = false) { self.isConnected = isConnected }
}
