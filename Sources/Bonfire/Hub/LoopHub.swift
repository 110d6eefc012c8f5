internal import NIOCore
internal import StoatModels

/// All sessions of one event loop with the tables that say who receives what.
///
/// Confined to that loop.
final class LoopHub {
    let loop: any EventLoop
    let limits: GatewayLimits
    let metrics: GatewayMetrics
    let services: SessionServices
    /// The mailbox through which other threads reach the hub.
    ///
    /// Unowned: the port owns the hub.
    unowned let port: LoopPort

    /// The loop's clock, exact to a tick of the wheel, for things that happen per frame.
    private(set) var now: NIODeadline
    var wheel: TimerWheel
    private var ticker: RepeatedTask?

    /// Sessions by their own user.
    var users: [UserID: Roster] = [:]
    /// Sessions that follow a user, with what that user is to theirs.
    var watchers: [UserID: Roster] = [:]
    var rooms: [ServerID: Room] = [:]

    /// Sessions with frames of this tick.
    var dirty: [GatewaySession] = []
    /// Nodes of this tick that have children.
    var chains: [FrameChain] = []
    private var spare: [GatewaySession] = []
    private var delivery: UInt64 = 0

    let pingFrame = Frame(framed: FrameWriter.frame(.ping, ByteBuffer()))
    private let greetings: [WireFormat: Frame]

    init(port: LoopPort, limits: GatewayLimits, metrics: GatewayMetrics, services: SessionServices) {
        self.port = port
        self.loop = port.loop
        self.limits = limits
        self.metrics = metrics
        self.services = services
        self.now = .now()
        self.wheel = TimerWheel(now: self.now)
        self.greetings = Dictionary(
            uniqueKeysWithValues: WireFormat.allCases.map { format in
                (format, Frame(format.encode(["type": "Authenticated"]), format: format))
            }
        )
    }

    /// Starts the clock.
    func start() {
        loop.preconditionInEventLoop()
        let hub = NIOLoopBound(self, eventLoop: loop)
        ticker = loop.scheduleRepeatedTask(initialDelay: TimerWheel.tick, delay: TimerWheel.tick) { _ in
            hub.value.tick()
        }
    }

    /// Stops the clock, which is all that keeps the hub alive besides its sessions.
    func stop() {
        loop.preconditionInEventLoop()
        ticker?.cancel()
        ticker = nil
    }

    private func tick() {
        now = .now()
        for item in wheel.advance(to: now) {
            if let next = item.timeCame(now) { wheel.enter(item, due: next) }
        }
        flush()
    }

    /// The `Authenticated` frame.
    func authenticated(_ format: WireFormat) -> Frame {
        greetings[format] ?? Frame(format.encode(["type": "Authenticated"]), format: format)
    }

    /// Does what another thread asked.
    func perform(_ command: LoopCommand) {
        loop.assertInEventLoop()
        switch command {
        case .deliver(let event): deliver(event)
        case .session(let handle, let command): handle.session.value.perform(command)
        case .close(let user, let code): for session in sessions(of: user) { session.end(code) }
        case .closeAll(let code, let spread): closeAll(code, over: spread)
        }
    }

    /// Writes what was enqueued for sessions since the last flush, one write per session.
    func flush() {
        while !dirty.isEmpty {
            swap(&dirty, &spare)
            for session in spare { session.flush() }
            spare.removeAll(keepingCapacity: spare.count < 100_000)
        }
        for chain in chains { chain.dismantle() }
        chains.removeAll(keepingCapacity: true)
    }

    /// A number that no session is marked with yet.
    func nextMark() -> UInt64 {
        delivery += 1
        return delivery
    }

    private func closeAll(_ code: CloseCode, over spread: TimeAmount) {
        let items = wheel.all
        var seen: Set<ObjectIdentifier> = []
        for item in items {
            if let handshake = item as? HandshakeHandler { handshake.abandon() }
            guard let session = item as? GatewaySession, seen.insert(ObjectIdentifier(session)).inserted else {
                continue
            }
            if spread == .zero {
                session.end(code)
            } else {
                let due = now + .nanoseconds(Int64.random(in: 0...spread.nanoseconds))
                session.plannedClose = due
                wheel.enter(session, due: due)
            }
        }
        flush()
    }
}
