internal import StoatCore
internal import StoatMessaging
internal import StoatModels
internal import StoatStorage

/// Loads servers into the shared state, each once however many sessions ask for it at the same time.
actor ServerLoader {
    private let core: Core
    private let director: GatewayDirector
    private var loading: Set<ServerID> = []
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(core: Core, director: GatewayDirector) {
        self.core = core
        self.director = director
    }

    /// Has these servers held; their topics must be bound.
    ///
    /// One hop to the store for all that are missing, and one round trip for their member counts. Servers that do not
    /// exist are left out.
    ///
    /// - Throws: ``StorageError``, or ``LoadFailure`` when the event stream went on too fast.
    func ensure(_ servers: Set<ServerID>) async throws {
        while true {
            let missing = Set(director.missing(servers))
            let mine = missing.subtracting(loading)
            if !mine.isEmpty {
                loading.formUnion(mine)
                defer {
                    loading.subtract(mine)
                    let waiting = waiters
                    waiters = []
                    for waiter in waiting { waiter.resume() }
                }
                try await load(mine)
            }
            guard !missing.isDisjoint(with: loading) else { return }
            await withCheckedContinuation { waiters.append($0) }
        }
    }

    private func load(_ ids: Set<ServerID>) async throws {
        let mark = director.beginLoad()
        defer { director.endLoad(mark) }
        let list = Array(ids)
        async let counts = memberCounts(of: list)
        let rows = try await core.store.find([
            Query(.servers, where: .field("_id", in: list)),
            Query(.channels, where: .field("server", in: list)),
            Query(.emojis, where: .field("parent.id", in: list), sort: [.ascending("_id")]),
        ])
        let channels = Dictionary(
            grouping: core.withNewestMessages(core.documents.decode(rows[1])),
            by: { $0.server ?? ServerID("") }
        )
        let emojis = Dictionary(
            grouping: core.documents.decode(rows[2], as: Emoji.self),
            by: { $0.server ?? ServerID("") }
        )
        let known = try await counts
        let states = core.documents.decode(rows[0], as: Server.self).map { server in
            ServerState(
                server,
                channels: channels[server.id] ?? [],
                emojis: emojis[server.id] ?? [],
                memberCount: known[server.id] ?? 0
            )
        }
        try director.install(states, since: mark)
    }

    private nonisolated func memberCounts(of servers: [ServerID]) async throws -> [ServerID: Int] {
        try await MemberCounting(core: core).counts(of: servers)
    }
}
