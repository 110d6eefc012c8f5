internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import StoatCore
internal import StoatMessaging
internal import StoatModels
internal import Synchronization

/// The parts of a running gateway, wired together.
final class Gateway: Sendable {
    let metrics = GatewayMetrics()
    let server: GatewayServer
    let director: GatewayDirector
    private let core: Core
    private let limits: GatewayLimits
    let binder: TopicBinder
    let loader: ServerLoader
    let reader: SessionReader
    private let connector: Connector
    private let joiner: LateJoiner
    private let presence: PresenceKeeper
    let lastSeen: LastSeen
    private let requests: WorkQueue<Connector.Request>
    private let jobs = WorkQueue<GatewayState.FollowUp>()
    private let departures = WorkQueue<Departure>()

    /// A session that ended, and when others may be told.
    private struct Departure: Sendable {
        let identity: SessionIdentity
        let due: ContinuousClock.Instant
    }

    init(core: Core, limits: GatewayLimits, group: any EventLoopGroup) {
        self.core = core
        self.limits = limits
        let server = GatewayServer(
            group: group,
            limits: limits,
            metrics: metrics,
            addresses: ClientAddressPolicy(settings: core.settings.api.security)
        )
        let jobs = self.jobs
        let director = GatewayDirector(
            ports: server.ports,
            metrics: metrics,
            logger: core.logger,
            jobs: { jobs.add($0) },
            onLostContinuity: { server.closeAll(.restart, over: limits.reconnectSpread) }
        )
        let binder = TopicBinder(bus: core.bus, grace: limits.topicGrace)
        let loader = ServerLoader(core: core, director: director)
        let reader = SessionReader(core: core)
        let lastSeen = LastSeen(core: core)
        let presence = PresenceKeeper(core: core)
        self.server = server
        self.director = director
        self.binder = binder
        self.loader = loader
        self.reader = reader
        self.lastSeen = lastSeen
        self.presence = presence
        self.requests = WorkQueue(capacity: limits.waitingConnects)
        self.connector = Connector(
            core: core,
            director: director,
            binder: binder,
            loader: loader,
            reader: reader,
            lastSeen: lastSeen,
            presence: presence,
            jobs: jobs
        )
        self.joiner = LateJoiner(
            core: core,
            director: director,
            binder: binder,
            loader: loader,
            reader: reader,
            onFailure: { user in server.close(user, .restart) }
        )
    }

    /// Runs until graceful shutdown or cancellation; ends with every socket closed and presence given back.
    ///
    /// - Parameter onListening: called once, with the port in use.
    /// - Throws: ``ListenError`` if the address cannot be used.
    func run(on address: ListenAddress, onListening: @escaping @Sendable (ListenAddress) -> Void) async throws {
        try await server.start(services: services)
        let listener = try await listen(on: address)
        core.bus.attach(director)
        onListening(ListenAddress(host: address.host, port: listener.localAddress?.port ?? address.port))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await self.requests.run(concurrency: self.limits.concurrentConnects, self.connector.connect)
            }
            group.addTask { await self.jobs.run(concurrency: 32, self.joiner.perform) }
            group.addTask { await self.departures.run(concurrency: 256, self.sayGoodbye) }
            group.addTask { await self.keepHouse() }
            // Throws on cancellation, which ends the gateway like a shutdown.
            try? await gracefulShutdown()
            await shutDown(listener)
            group.cancelAll()
        }
    }

    private func listen(on address: ListenAddress) async throws -> any NIOCore.Channel {
        do { return try await server.listen(host: address.host, port: address.port) } catch let error as IOError {
            throw ListenError(service: "bonfire", address: address, reason: "\(error)")
        } catch let error as SocketAddressError {
            throw ListenError(service: "bonfire", address: address, reason: "\(error)")
        }
    }

    private var services: SessionServices {
        SessionServices(
            connect: { [requests, metrics] handle, token, query in
                guard requests.add(Connector.Request(handle: handle, token: token, query: query)) else {
                    metrics.refusedConnects.count()
                    return handle.post(.close(.tryLater))
                }
            },
            ended: { [departures, limits] identity in
                departures.add(Departure(identity: identity, due: .now + limits.offlineGrace))
            },
            typing: { [director, core] identity, channel, isStart in
                let now = core.clock()
                let event = director.update { $0.typing(identity.user, in: channel, isStart: isStart, now: now) }
                if let event { core.announce(event) }
            }
        )
    }

    /// Lets a session go: its share of the state at once, its presence after the grace period.
    private func sayGoodbye(_ departure: Departure) async {
        let identity = departure.identity
        let (released, local) = director.detach(identity.user, generation: identity.generation)
        if !released.isEmpty { await binder.release(released) }
        // Cut short at shutdown, where the whole lease is given back anyway.
        try? await Task.sleep(until: departure.due)
        guard let local else { return }
        await presence.departed(identity.presence, local.user, servers: Array(local.memberships.keys))
    }

    private func keepHouse() async {
        var round = 0
        while !Task.isCancelled {
            // Ends with the task; the next round does not come then.
            guard (try? await Task.sleep(for: .seconds(5))) != nil else { return }
            round += 1
            await binder.sweep { director.forget($0) }
            await lastSeen.flush()
            if round.isMultiple(of: 2) { await presence.renew() }
        }
    }

    private func shutDown(_ listener: any NIOCore.Channel) async {
        // Closing fails only when it is closed already.
        try? await listener.close().get()
        server.closeAll(.restart, over: limits.shutdownSpread)
        let deadline = ContinuousClock.now + Duration(limits.shutdownSpread) + Duration(limits.closeGrace)
        while metrics.openSockets.load(ordering: .relaxed) > 0, ContinuousClock.now < deadline {
            // Cancelled: no more patience.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        core.bus.attach(nil)
        await presence.shutdown()
        await lastSeen.flush()
        // The loops are shared and end by themselves.
        try? await server.stop()
        requests.finish()
        jobs.finish()
        departures.finish()
    }
}
