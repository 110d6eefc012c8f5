internal import NIOCore

/// Times and sizes that bound what one socket may cost.
struct GatewayLimits: Sendable {
    /// Largest message a client may send, in bytes.
    ///
    /// The largest legal one carries a token.
    var maxMessageBytes = 64 << 10

    /// From accept to the end of the HTTP upgrade, and from there to a decoded `Authenticate`.
    ///
    /// The protocol notes name 30 s as the upper bound, field experience asks for 10–15 s; every known client sends
    /// its token at once, so the shorter one costs nobody anything.
    var authenticationTime: TimeAmount = .seconds(15)

    /// Time between two WebSocket pings to a live session.
    var pingInterval: TimeAmount = .seconds(45)

    /// Silence, pongs included, after which a socket counts as dead: two pings and a half unanswered.
    var silenceLimit: TimeAmount = .seconds(120)

    /// Frames a client may send per ``inboundWindow``.
    ///
    /// Busy clients send about one per second.
    var inboundFrames = 100
    var inboundWindow: TimeAmount = .seconds(10)

    /// Messages kept while a session is not live yet; more close it.
    var heldMessages = 100

    /// Largest backlog of one session, in bytes, before it is closed with 1013: about 3 000 ordinary messages.
    var maxBacklogBytes = 1 << 20

    /// Bytes written to a socket in one go before the rest of a burst is collected anew.
    var maxCoalescedBytes = 64 << 10

    /// How long a closing socket may take to answer the Close frame before it is cut off.
    var closeGrace: TimeAmount = .seconds(5)

    /// Sockets of one client address that have not authenticated yet.
    ///
    /// Loopback and proxies are exempt.
    var unauthenticatedPerAddress = 256

    /// Servers whose member profiles one session may follow, and for how long (`Subscribe`).
    var subscriptions = 5
    var subscriptionTime: TimeAmount = .minutes(15)

    /// Sessions that are being prepared (queries, `Ready`) at one time.
    var concurrentConnects = 64

    /// Sessions that wait for their turn to be prepared; more are closed with 1013.
    var waitingConnects = 20_000

    /// Time between the last socket of a user closing and others being told, so that a reconnect is not seen.
    var offlineGrace: Duration = .seconds(3)

    /// Time a topic and the state behind it outlive the last session that needed them.
    var topicGrace: Duration = .seconds(60)

    /// Time over which sessions are closed when all of them must reconnect.
    var reconnectSpread: TimeAmount = .seconds(10)

    /// As ``reconnectSpread``, when the process has been told to stop.
    var shutdownSpread: TimeAmount = .seconds(3)

    init() {}
}
