internal import Logging
internal import StoatCore
internal import StoatMessaging
internal import StoatModels

/// Takes a socket with a token through to a live session: look-up, topics, two hops to the store, `Ready`, presence.
struct Connector: Sendable {
    let core: Core
    let director: GatewayDirector
    let binder: TopicBinder
    let loader: ServerLoader
    let reader: SessionReader
    let lastSeen: LastSeen
    let presence: PresenceKeeper
    let jobs: WorkQueue<GatewayState.FollowUp>

    /// A socket that wants to become a session.
    struct Request: Sendable {
        let handle: SessionHandle
        let token: String
        let query: ConnectQuery
    }

    /// Serves a request.
    ///
    /// Whatever fails for a while ends in a close with 1013, so that the client comes back; only a token that will
    /// never work is answered with an `Error`.
    func connect(_ request: Request) async {
        do {
            switch try await Credentials(core: core).login(request.token) {
            case .refused(let type): request.handle.post(.rejected(type: type))
            case .person(let user, let session):
                request.handle.post(.accepted)
                lastSeen.note(session)
                try await prepare(request, user.id, session.id)
            case .bot(let user):
                request.handle.post(.accepted)
                try await prepare(request, user.id, nil)
            }
        } catch {
            core.logger.warning("A session could not be prepared", metadata: [LogKey.error: "\(error)"])
            request.handle.post(.close(.tryLater))
        }
    }

    private func prepare(_ request: Request, _ user: UserID, _ session: SessionID?) async throws {
        let mark = director.beginLoad()
        defer { director.endLoad(mark) }
        var held: Set<Topic> = [.user(user), .watchers(user)]
        try await binder.acquire(held)
        do {
            guard let personal = try await reader.personal(user, request.query.ready) else { throw LoadFailure.gone }
            let followed = personal.followed
            let servers = Set(personal.memberships.map(\.id.server))
            let more = Set(servers.map(Topic.server)).union(followed.keys.map(Topic.watchers)).subtracting(held)
            try await binder.acquire(more)
            held.formUnion(more)
            async let loaded: Void = loader.ensure(servers)
            async let online = core.presence.online(among: Array(followed.keys))
            let (users, memberships) = try await reader.surroundings(of: user, Array(followed.keys))
            try await loaded
            let entering = LoadedUser(
                user: personal.user,
                session: session,
                presence: .random(),
                // A server entered since the first hop comes as an event; its topic is not bound here.
                memberships: memberships.filter { servers.contains($0.id.server) },
                directs: personal.directs,
                followed: followed,
                bots: bots(among: users)
            )
            let attached = try director.attach(entering, request.handle, since: mark)
            await settle(held, attached)
            held = []
            await finish(request, entering, attached, personal, users, await online)
        } catch {
            await binder.release(held)
            throw error
        }
    }

    private func bots(among users: [User]) -> [UserID: UserID] {
        Dictionary(
            users.compactMap { user in user.botOwner.map { (user.id, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Leaves exactly the topics held that the user's state stands for: a first session hands its own over, a later one
    /// gives them back.
    private func settle(_ held: Set<Topic>, _ attached: Attached) async {
        guard attached.isFirst else { return await binder.release(held) }
        await binder.release(held.subtracting(attached.topics))
        let missing = attached.topics.subtracting(held)
        guard !missing.isEmpty else { return }
        // A topic that cannot be bound now is bound when the bus reconnects; events before are a gap that it reports.
        try? await binder.acquire(missing)
    }

    private func finish(
        _ request: Request,
        _ loaded: LoadedUser,
        _ attached: Attached,
        _ personal: SessionReader.Personal,
        _ users: [User],
        _ online: Set<UserID>
    ) async {
        let user = attached.material.user
        let cutoff = core.settings.api.users.earlyAdopterCutoff.map(Timestamp.init(milliseconds:))
        let shown = users.filter { $0.id != user.id }.map { other in
            other.wire(
                .known(other, to: user, isConnected: online.contains(other.id), earlyAdopterCutoff: cutoff)
            )
        }
        let payload = ReadyPayload(
            request.query.ready,
            material: attached.material,
            users: shown,
            ownUser: user.wire(.own(isConnected: true, earlyAdopterCutoff: cutoff)),
            personal: personal
        )
        let format = request.query.format
        request.handle.post(.ready(Frame(payload.encode(format), format: format), replay: attached.replay))
        for join in attached.joins { jobs.add(join) }
        async let slowmodes: Void = sendSlowmodes(request, user.id, attached.material.slowmodes)
        await presence.arrived(
            loaded.presence,
            user,
            servers: attached.material.members.map(\.id.server)
        )
        await slowmodes
    }

    /// Tells a session where its user has to wait before the next message.
    private func sendSlowmodes(
        _ request: Request,
        _ user: UserID,
        _ channels: [(channel: ChannelID, seconds: Int64)]
    ) async {
        guard !channels.isEmpty else { return }
        let rest = await core.cache.remaining(channels.map { CacheMark.slowmode(of: user, in: $0.channel) })
        let running = zip(channels, rest).compactMap { channel, rest -> Value? in
            guard let seconds = rest?.components.seconds, seconds > 0 else { return nil }
            return [
                "channel_id": .string(channel.channel.rawValue), "duration": .int(channel.seconds),
                "retry_after": .int(seconds),
            ]
        }
        guard !running.isEmpty else { return }
        let format = request.query.format
        let event: Object = ["type": .string(EventKind.userSlowmodes.rawValue), "slowmodes": .array(running)]
        request.handle.post(.send(Frame(format.encode(event), format: format)))
    }
}
