internal import StoatModels

/// The protocol of one connection: what is allowed when, and what follows from it.
///
/// Does no I/O.
///
/// | phase | `Authenticate` | other messages | accepted | ready |
/// |---|---|---|---|---|
/// | awaitingToken | → authenticating | ignored | – | – |
/// | authenticating | ignored | held | → preparing | – |
/// | preparing | ignored | held | – | → live, held ones follow |
/// | live | ignored | performed | – | – |
/// | closing | ignored | ignored | ignored | ignored |
///
/// Messages are held until `Ready` has been sent because clients accept nothing else before it, and because upstream
/// reads client frames only then.
struct SessionState {
    private(set) var phase: Phase
    private var held: [ClientMessage] = []
    private let holdLimit: Int

    enum Phase: Equatable {
        case awaitingToken
        case authenticating
        case preparing
        case live
        case closing
    }

    /// What the connection has to do next.
    enum Action: Equatable {
        case ignore
        /// Look the token up; ``accepted()`` or ``closed()`` follows.
        case authenticate(token: String)
        /// Answer a `Ping`.
        case pong(PingData)
        /// Carry out a request of a live session.
        case perform(ClientMessage)
        /// Send a Close frame and end.
        case close(CloseCode)
    }

    init(holdLimit: Int) {
        self.phase = .awaitingToken
        self.holdLimit = holdLimit
    }

    /// The connection came with a token in its URL.
    mutating func opened(token: String?) -> Action {
        guard phase == .awaitingToken, let token else { return .ignore }
        phase = .authenticating
        return .authenticate(token: token)
    }

    mutating func received(_ message: ClientMessage) -> Action {
        switch (phase, message) {
        case (.awaitingToken, .authenticate(let token)):
            phase = .authenticating
            return .authenticate(token: token)
        case (_, .authenticate), (.awaitingToken, _), (.closing, _): return .ignore
        case (.authenticating, _), (.preparing, _):
            guard held.count < holdLimit else { return .close(.policy) }
            held.append(message)
            return .ignore
        case (.live, .ping(let data)): return .pong(data)
        case (.live, _): return .perform(message)
        }
    }

    /// The token names a user: `Authenticated` may be sent.
    ///
    /// False when the connection is closing meanwhile.
    mutating func accepted() -> Bool {
        guard phase == .authenticating else { return false }
        phase = .preparing
        return true
    }

    /// `Ready` has been sent: answers the held messages, to be received again in this order.
    mutating func becameReady() -> [ClientMessage] {
        guard phase == .preparing else { return [] }
        phase = .live
        defer { held = [] }
        return held
    }

    /// The connection ends; nothing is answered from here on.
    mutating func closed() {
        phase = .closing
        held = []
    }
}
