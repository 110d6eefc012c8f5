public import NIOCore
public import StoatModels

/// Carries events from whoever caused them to the gateways that have sessions for them.
///
/// Delivery is at least once and, per publisher, in order; receivers drop repeats by id (the remote driver already
/// does). A receiver that may have missed something is told so and resynchronises its sessions.
public protocol EventBus: Sendable {
    /// Hands events over in this order. Returns when they are safe in the bus's bounded buffer, not when delivered:
    /// an unreachable broker delays delivery, it does not fail the request that caused the event.
    ///
    /// - Throws: ``MessagingError`` `.overloaded` when the buffer is full.
    func publish(_ events: [Event]) throws

    /// Connects the one receiver of this process, the gateway; `nil` disconnects it.
    func attach(_ receiver: (any EventReceiver)?)

    /// Starts to receive these topics. When it returns, every event published from then on arrives.
    func bind(_ topics: [Topic]) async throws

    /// Stops receiving these topics; late events may still arrive.
    func unbind(_ topics: [Topic])

    /// Answers when the broker does; for readiness checks.
    func ping() async throws

    /// Sends what is buffered, within the time given, and closes.
    func shutdown(within limit: Duration) async
}

/// The gateway's side of the bus.
///
/// Called from the bus's own thread or from the publisher's, in order per publisher; implementations must not block.
public protocol EventReceiver: AnyObject, Sendable {
    /// One event that matched at least one bound topic, once however many matched.
    func receive(_ event: DeliveredEvent)

    /// Events may have been missed (a lost queue, an overflowed buffer): sessions must resynchronise.
    func lostContinuity()
}

/// An event on its way out of the bus: the client's JSON, encoded once, and what routing needs.
public final class DeliveredEvent: Sendable {
    /// Names the event; receivers drop repeats by it.
    public let id: ULID
    /// `nil` for a kind this version does not know; such events are passed on unread.
    public let kind: EventKind?
    /// Whom the event concerns.
    public let audience: Audience
    /// The wire object as JSON, ready for a text frame.
    ///
    /// Never mutated.
    public let json: ByteBuffer
    private let known: Object?

    /// An event whose tree is at hand (same process).
    public init(_ event: Event) {
        self.id = event.id
        self.kind = event.kind
        self.audience = event.audience
        self.json = JSONWriter.encode(event.body)
        self.known = event.body
    }

    /// An event that arrived as bytes.
    public init(id: ULID, kind: EventKind?, audience: Audience, json: ByteBuffer) {
        self.id = id
        self.kind = kind
        self.audience = audience
        self.json = json
        self.known = nil
    }

    /// The wire object as a tree.
    ///
    /// Parses on every call when the event arrived as bytes: call once and keep it. Dates are then ISO text, not
    /// ``Value/date(_:)``.
    public func body() throws -> Object {
        if let known { return known }
        guard case .object(let object) = try JSONParser.parse(json) else {
            throw DocumentError(path: "", expected: "object")
        }
        return object
    }
}
