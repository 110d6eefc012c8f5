public import StoatModels
internal import Synchronization

/// The event bus of a process that holds all services: delivery is a function call, without a copy or an encoding.
///
/// A publisher delivers on its own thread. While one is delivering, others only append their events and return, and the
/// first delivers those too: so every receiver sees one order, no lock is held during a delivery, and a receiver may
/// itself publish.
public final class InProcessBus: EventBus {
    private struct State {
        var receiver: (any EventReceiver)?
        var topics: Set<Topic> = []
        var waiting: [Event] = []
        var isDelivering = false
        var isClosed = false
        var statistics = BusStatistics(isConnected: true)
    }

    /// Events that may wait while another publisher delivers.
    private let capacity: Int
    private let state = Mutex(State())

    /// A bus without a receiver; `capacity` bounds the events that wait behind a delivery in progress.
    public init(capacity: Int = 65_536) { self.capacity = capacity }

    /// Counters since the start.
    public var statistics: BusStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.bufferedEvents = state.waiting.count
            return statistics
        }
    }

    /// Delivers the events on the calling thread, or leaves them to a delivery in progress.
    ///
    /// - Throws: ``MessagingError`` `.overloaded` when too many wait already, `.closed` after the shutdown.
    public func publish(_ events: [Event]) throws {
        let batch = try state.withLock { state throws(MessagingError) -> [Event] in
            guard !state.isClosed else { throw MessagingError(.closed, "the event bus is shut down") }
            state.statistics.published += events.count
            guard state.receiver != nil else { return [] }
            let concerned =
                events.allSatisfy { $0.audience.concerns(state.topics) }
                ? events : events.filter { $0.audience.concerns(state.topics) }
            guard state.isDelivering else {
                state.isDelivering = !concerned.isEmpty
                return concerned
            }
            guard state.waiting.count + concerned.count <= capacity else {
                state.statistics.overflows += 1
                throw MessagingError(.overloaded, "\(state.waiting.count) events wait for delivery")
            }
            state.waiting += concerned
            return []
        }
        if !batch.isEmpty { deliver(batch) }
    }

    private func deliver(_ first: [Event]) {
        var batch = first
        while !batch.isEmpty {
            let receiver = state.withLock { state in
                state.statistics.received += batch.count
                return state.receiver
            }
            if let receiver { for event in batch { receiver.receive(DeliveredEvent(event)) } }
            batch = state.withLock { state in
                defer { state.waiting = [] }
                if state.waiting.isEmpty { state.isDelivering = false }
                return state.waiting
            }
        }
    }

    /// Connects the receiver; `nil` disconnects it, and events are then dropped.
    public func attach(_ receiver: (any EventReceiver)?) {
        state.withLock { $0.receiver = receiver }
    }

    /// Starts to receive these topics, at once.
    ///
    /// - Throws: ``MessagingError`` `.closed` after the shutdown.
    public func bind(_ topics: [Topic]) async throws {
        try state.withLock { state throws(MessagingError) in
            guard !state.isClosed else { throw MessagingError(.closed, "the event bus is shut down") }
            state.topics.formUnion(topics)
        }
    }

    /// Stops receiving these topics; those waiting behind a delivery still arrive.
    public func unbind(_ topics: [Topic]) {
        state.withLock { $0.topics.subtract(topics) }
    }

    /// Returns at once; throws ``MessagingError`` `.closed` after the shutdown.
    public func ping() async throws {
        guard !state.withLock({ $0.isClosed }) else { throw MessagingError(.closed, "the event bus is shut down") }
    }

    /// Disconnects the receiver and refuses further events; returns at once.
    public func shutdown(within limit: Duration) async {
        state.withLock { state in
            state.isClosed = true
            state.receiver = nil
            state.statistics.isConnected = false
        }
    }
}

extension Audience {
    /// Whether any topic of this audience is among these, without building the list of topics.
    fileprivate func concerns(_ topics: Set<Topic>) -> Bool {
        switch self {
        case .users(let users), .directChannel(_, recipients: let users):
            users.contains { topics.contains(.user($0)) }
        case .server(let server), .channel(_, in: let server):
            topics.contains(.server(server))
        case .userUpdate(let user, let servers, _):
            topics.contains(.user(user)) || topics.contains(.watchers(user))
                || servers.contains { topics.contains(.server($0)) }
        }
    }
}
