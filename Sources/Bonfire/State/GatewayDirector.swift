internal import Logging
internal import StoatCore
internal import StoatMessaging
internal import StoatModels
internal import Synchronization

/// Takes the event stream from the bus, keeps the shared state current by it, and hands each event to every loop once.
///
/// Called from the bus's thread or from publishers. The lock is held for the change of state and the hand-over to the
/// loops' mailboxes, so that every loop sees events and the states they lead to in one order; nothing is encoded and
/// nothing waits under it.
final class GatewayDirector: EventReceiver, Sendable {
    private let content: Mutex<Content>
    private let ports: [LoopPort]
    private let metrics: GatewayMetrics
    private let logger: Logger
    /// Takes work that cannot be done at once.
    private let jobs: @Sendable (GatewayState.FollowUp) -> Void
    /// Called when the bus cannot prove that nothing was missed.
    private let onLostContinuity: @Sendable () -> Void

    private struct Content {
        var state = GatewayState()
        var recent = RecentEvents()
        /// Counts the times that everything held had to be given up.
        var generation = 0

        /// Records an event and appends it to every mailbox; answers the loops that must be woken.
        mutating func handOver(_ event: PreparedEvent, to ports: [LoopPort]) -> [LoopPort] {
            recent.record(event)
            return ports.filter { $0.append(.deliver(event)) }
        }
    }

    init(
        ports: [LoopPort],
        metrics: GatewayMetrics,
        logger: Logger,
        jobs: @escaping @Sendable (GatewayState.FollowUp) -> Void,
        onLostContinuity: @escaping @Sendable () -> Void
    ) {
        self.content = Mutex(Content())
        self.ports = ports
        self.metrics = metrics
        self.logger = logger
        self.jobs = jobs
        self.onLostContinuity = onLostContinuity
    }

    // MARK: - The stream

    func receive(_ delivered: DeliveredEvent) {
        metrics.receivedEvents.count()
        let lag = Timestamp.now.milliseconds - delivered.id.timestamp.milliseconds
        metrics.deliveryLagMilliseconds.store(Int(max(lag, 0)), ordering: .relaxed)
        var body: Object?
        if GatewayState.needsBody(delivered.kind) {
            do { body = try delivered.body() } catch {
                metrics.brokenEvents.count()
                logger.warning(
                    "Skipped an unreadable event",
                    metadata: ["id": "\(delivered.id)", LogKey.error: "\(error)"]
                )
                return
            }
        }
        let (followUps, sleepers) = content.withLock { content in
            let prepared = content.state.prepare(delivered, body: body)
            return (prepared.followUps, prepared.event.map { content.handOver($0, to: ports) } ?? [])
        }
        for port in sleepers { port.wake() }
        for job in followUps { jobs(job) }
    }

    func lostContinuity() {
        metrics.continuityLosses.count()
        content.withLock { content in
            // Sessions keep what they have until they are closed; new ones start from the store.
            content.generation += 1
            content.state = GatewayState()
        }
        onLostContinuity()
    }

    /// Hands an event to the loops outside the stream.
    func deliver(_ event: PreparedEvent) {
        let sleepers = content.withLock { $0.handOver(event, to: ports) }
        for port in sleepers { port.wake() }
    }

    // MARK: - Loading

    /// Starts to keep events for a load; ``endLoad(_:)`` must follow.
    func beginLoad() -> LoadMark {
        content.withLock { LoadMark(recent: $0.recent.begin(), generation: $0.generation) }
    }

    /// Ends a load.
    func endLoad(_ mark: LoadMark) { content.withLock { $0.recent.end(mark.recent) } }

    /// Those of the servers that are not held.
    func missing(_ servers: some Collection<ServerID>) -> [ServerID] {
        content.withLock { content in servers.filter { content.state.servers[$0] == nil } }
    }

    /// Installs servers that were read after the mark, brought up to date by what came since.
    ///
    /// - Throws: ``LoadFailure`` when the stream went on too far or broke meanwhile.
    func install(_ servers: [ServerState], since mark: LoadMark) throws(LoadFailure) {
        try content.withLock { content throws(LoadFailure) in
            guard content.generation == mark.generation, let events = content.recent.since(mark.recent) else {
                throw LoadFailure.outpaced
            }
            let fresh = servers.filter { content.state.servers[$0.server.id] == nil }
            guard !fresh.isEmpty else { return }
            var state = GatewayState()
            for server in fresh { state.install(server) }
            state.replay(events)
            for server in state.servers.values { content.state.install(server) }
        }
    }

    /// Enters a session that has been prepared: everything later in the stream reaches it.
    ///
    /// - Throws: ``LoadFailure`` when the stream went on too far or broke meanwhile.
    func attach(_ loaded: LoadedUser, _ session: SessionHandle, since mark: LoadMark) throws(LoadFailure) -> Attached {
        let (attached, mustWake) = try content.withLock { content throws(LoadFailure) in
            guard content.generation == mark.generation, let events = content.recent.since(mark.recent) else {
                throw LoadFailure.outpaced
            }
            let isFirst = content.state.users[loaded.user.id] == nil
            let joins = content.state.enter(loaded, events)
            guard let (plan, material) = content.state.plan(for: loaded, generation: mark.generation) else {
                throw LoadFailure.gone
            }
            let attached = Attached(
                material: material,
                replay: Array(events),
                joins: joins,
                topics: content.state.users[loaded.user.id]?.topics ?? [],
                isFirst: isFirst
            )
            return (attached, session.port.append(.session(session, .attach(plan))))
        }
        if mustWake { session.port.wake() }
        return attached
    }

    /// A session of a user has ended; answers the topics that are not needed any more, and where others must learn that
    /// the user went offline.
    ///
    /// - Parameter generation: that of the load which the session began with; what it held then is gone with it.
    func detach(_ user: UserID, generation: Int) -> (released: Set<Topic>, last: LocalUser?) {
        content.withLock { content in
            guard content.generation == generation, let local = content.state.users[user] else { return ([], nil) }
            content.state.users[user]?.sessions = local.sessions - 1
            return (local.sessions > 1 ? [] : content.state.forget(user), local)
        }
    }

    /// Puts a local user into a server whose `ServerCreate` was held back until it was loaded.
    ///
    /// - Returns: whether the membership, and with it the server's topic, was new to the state.
    func completeJoin(_ user: UserID, _ member: Member, _ delivered: DeliveredEvent, _ body: Object) -> Bool {
        let server = member.id.server
        let (isNew, sleepers) = content.withLock { content -> (Bool, [LoopPort]) in
            guard content.state.users[user] != nil else { return (false, []) }
            let isNew = content.state.users[user]?.memberships[server] == nil
            if isNew { content.state.users[user]?.memberships[server] = member }
            guard let event = content.state.joined(user, server, delivered, body) else { return (isNew, []) }
            return (isNew, content.handOver(event, to: ports))
        }
        for port in sleepers { port.wake() }
        return isNew
    }

    /// Forgets servers whose topics are not bound any more.
    func forget(_ servers: [ServerID]) {
        content.withLock { content in
            for server in servers { content.state.forget(server) }
        }
    }

    /// Reads the state.
    func read<T: Sendable>(_ body: @Sendable (GatewayState) -> T) -> T { content.withLock { body($0.state) } }

    /// Changes the state outside the stream.
    func update<T: Sendable>(_ body: @Sendable (inout GatewayState) -> T) -> T { content.withLock { body(&$0.state) } }
}

/// Where a load began in the event stream.
struct LoadMark: Sendable {
    let recent: RecentEvents.Mark
    let generation: Int
}

/// Why something loaded cannot be used; the client tries again.
enum LoadFailure: Error {
    /// More events came meanwhile than are kept, or continuity was lost.
    case outpaced
    /// What was loaded does not fit together any more.
    case gone
}
