internal import DequeModule
internal import NIOCore
internal import StoatModels

/// One WebSocket with its session: the only handler of its channel once the upgrade is done.
///
/// Confined to the loop of its channel. The parts: ``FrameReader`` and ``SessionState`` decide what input means,
/// `GatewaySession+Outbound` writes, `GatewaySession+Closing` ends, the hub's tables say what it receives.
final class GatewaySession: ChannelInboundHandler, Timed {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let hub: LoopHub
    let format: WireFormat
    private let query: ConnectQuery
    private let gate: AddressGate
    private var pass: AddressGate.Pass?
    var context: ChannelHandlerContext?
    var state: SessionState
    private var reader: FrameReader
    private var rate = InboundRate()

    /// Set from attaching until the end.
    var identity: SessionIdentity?
    /// The rosters the session is in.
    var seats: ContiguousArray<Roster.Seat> = []
    /// The servers the session is in.
    var rooms: [RoomSeat] = []
    /// Servers whose member profiles are followed, oldest first.
    var subscriptions: [(server: ServerID, expiry: NIODeadline)] = []

    /// Frames of this tick that are not written yet.
    var pending: FrameChain?
    var outlet = Outlet.open
    /// What waits behind an outlet that is not open or a socket that is full.
    var backlog: Backlog?
    /// Marks a session that the delivery under way has dealt with or found to need a variant.
    var mark: UInt64 = 0
    var markedRelation = RelationshipStatus.none

    /// Whether the session is counted as live.
    var isCounted = false
    var closing = Closing.no
    private let opened: NIODeadline
    private var lastHeard: NIODeadline
    private var lastPing: NIODeadline

    /// - Parameter pass: given back to the gate when the socket stops counting as unauthenticated.
    init(hub: LoopHub, query: ConnectQuery, pass: AddressGate.Pass, gate: AddressGate) {
        self.hub = hub
        self.format = query.format
        self.query = query
        self.gate = gate
        self.pass = pass
        self.state = SessionState(holdLimit: hub.limits.heldMessages)
        self.reader = FrameReader(limit: hub.limits.maxMessageBytes)
        self.opened = hub.now
        self.lastHeard = hub.now
        self.lastPing = hub.now
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        hub.metrics.openSockets.count()
        hub.wheel.enter(self, due: opened + min(hub.limits.authenticationTime, hub.limits.pingInterval))
        act(state.opened(token: query.token))
    }

    func channelInactive(context: ChannelHandlerContext) { released() }

    func handlerRemoved(context: ChannelHandlerContext) { released() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// The way for other threads to reach this session.
    var handle: SessionHandle { SessionHandle(port: hub.port, session: NIOLoopBound(self, eventLoop: hub.loop)) }

    // MARK: - Input

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastHeard = hub.now
        guard closing != .failed else { return }
        var buffer = Self.unwrapInboundIn(data)
        do {
            while let input = try reader.next(&buffer) {
                take(input)
                if closing == .failed || self.context == nil { return }
            }
        } catch {
            fail(error.closeCode)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { flush() }

    private func take(_ input: SocketInput) {
        guard rate.admits(at: hub.now, limit: hub.limits.inboundFrames, window: hub.limits.inboundWindow) else {
            hub.metrics.closedAbusive.count()
            return fail(.policy)
        }
        switch input {
        case .ping(let data): enqueue(Frame(framed: FrameWriter.frame(.pong, data)))
        case .pong: break
        case .close(let code): peerClosed(code)
        case .text, .binary:
            guard let message = ClientMessage(input, format: format) else { return }
            act(state.received(message))
        }
    }

    private func act(_ action: SessionState.Action) {
        switch action {
        case .ignore: break
        case .authenticate(let token): hub.services.connect(handle, token, query)
        case .pong(let data): enqueue(Frame(format.pong(data), format: format))
        case .perform(.typing(let channel, let isStart)):
            if let identity { hub.services.typing(identity, channel, isStart) }
        case .perform(.subscribe(let server)): hub.subscribe(self, to: server)
        case .perform: break
        case .close(let code): end(code)
        }
    }

    // MARK: - Commands

    /// Does what the rest of the gateway asks.
    func perform(_ command: SessionCommand) {
        switch command {
        case .accepted:
            passGate()
            if state.accepted() { enqueue(hub.authenticated(format)) }
        case .rejected(let type):
            passGate()
            hub.metrics.refusedConnects.count()
            guard closing == .no else { return }
            enqueue(Frame(format.encode(GatewayError.frame(type)), format: format))
            end(.policy)
        case .attach(let plan): attach(plan)
        case .ready(let frame, let replay): becomeReady(frame, replay: replay)
        case .send(let frame): enqueue(frame)
        case .close(let code):
            if identity == nil { hub.metrics.refusedConnects.count() }
            end(code)
        }
    }

    /// Stops counting as unauthenticated.
    func passGate() {
        guard let pass else { return }
        self.pass = nil
        gate.release(pass)
    }

    private func attach(_ plan: AttachPlan) {
        identity = plan.identity
        guard closing == .no, context != nil else { return departed() }
        flush()
        outlet = .held
        hub.enter(self, plan)
    }

    private func becomeReady(_ frame: Frame, replay: [PreparedEvent]) {
        guard closing == .no, outlet == .held else { return }
        flush()
        let later = backlog
        backlog = nil
        outlet = .open
        hub.metrics.connects.count()
        hub.metrics.liveSessions.count()
        isCounted = true
        send(frame.bytes, frames: 1)
        for event in replay {
            if LoopHub.revokes(event, self) { return hub.logOut(self) }
            if let frame = hub.frame(of: event, for: self) { send(frame.bytes, frames: 1) }
        }
        if let later { while let bytes = later.frames.popFirst() { send(bytes, frames: 1) } }
        for message in state.becameReady() { act(state.received(message)) }
        flush()
    }

    // MARK: - Time

    func timeCame(_ now: NIODeadline) -> NIODeadline? {
        guard context != nil else { return nil }
        if case .waiting(let deadline) = closing { return closeTimeCame(now, deadline) }
        if case .failed = closing { return closeTimeCame(now, failedUntil) }
        if let plannedClose, now >= plannedClose {
            end(.restart)
            return now + hub.limits.closeGrace
        }
        let limits = hub.limits
        guard state.phase == .live else {
            if state.phase == .awaitingToken, now - opened >= limits.authenticationTime {
                hub.metrics.refusedConnects.count()
                end(.policy)
                return now + limits.closeGrace
            }
            return state.phase == .awaitingToken ? opened + limits.authenticationTime : now + .seconds(1)
        }
        if now - lastHeard >= limits.silenceLimit {
            hub.metrics.closedSilent.count()
            cutOff()
            return nil
        }
        hub.expireSubscriptions(of: self, now: now)
        if now - max(lastPing, lastHeard) >= limits.pingInterval {
            lastPing = now
            enqueue(hub.pingFrame)
        }
        return nextLook(now)
    }

    private func nextLook(_ now: NIODeadline) -> NIODeadline {
        let limits = hub.limits
        var next = min(max(lastPing, lastHeard) + limits.pingInterval, lastHeard + limits.silenceLimit)
        if let plannedClose { next = min(next, plannedClose) }
        if let expiry = subscriptions.first?.expiry { next = min(next, expiry) }
        return max(next, now + .seconds(1))
    }

    /// When the session is to be closed so that its client reconnects; `nil` for no such plan.
    var plannedClose: NIODeadline?
    /// Until when a failed connection may linger.
    var failedUntil: NIODeadline = .distantPast
}
