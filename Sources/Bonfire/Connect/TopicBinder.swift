internal import StoatMessaging
internal import StoatModels

/// Keeps the bus's topics to those that some session needs, plus a grace period after the last one.
actor TopicBinder {
    private let bus: any EventBus
    private let grace: Duration
    private var topics: [Topic: State] = [:]
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private let clock = ContinuousClock()

    private struct State {
        /// Holders; negative for a moment when a release overtakes its acquisition.
        var holders = 0
        var phase = Phase.unbound
        var idleSince: ContinuousClock.Instant?
    }

    private enum Phase { case unbound, binding, bound }

    init(bus: any EventBus, grace: Duration) {
        self.bus = bus
        self.grace = grace
    }

    /// Counts a holder of each topic in.
    ///
    /// When it returns, every event published from then on arrives.
    ///
    /// - Throws: ``MessagingError`` when the bus refuses; nothing is held then.
    func acquire(_ wanted: Set<Topic>) async throws {
        for topic in wanted {
            topics[topic, default: State()].holders += 1
            topics[topic]?.idleSince = nil
        }
        do {
            try await bindMissing(wanted)
        } catch {
            release(wanted)
            throw error
        }
    }

    private func bindMissing(_ wanted: Set<Topic>) async throws {
        while true {
            let missing = wanted.filter { topics[$0]?.phase == .unbound }
            if !missing.isEmpty {
                for topic in missing { topics[topic]?.phase = .binding }
                defer { wakeWaiters() }
                do { try await bus.bind(Array(missing)) } catch {
                    for topic in missing { topics[topic]?.phase = .unbound }
                    throw error
                }
                for topic in missing { topics[topic]?.phase = .bound }
            }
            guard wanted.contains(where: { topics[$0]?.phase == .binding }) else { return }
            await withCheckedContinuation { waiters.append($0) }
        }
    }

    private func wakeWaiters() {
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume() }
    }

    /// Counts a holder of each topic out.
    func release(_ unwanted: Set<Topic>) {
        for topic in unwanted {
            topics[topic, default: State()].holders -= 1
            if topics[topic]?.holders == 0 { topics[topic]?.idleSince = clock.now }
        }
    }

    /// Unbinds the topics that nobody has held for the grace period.
    ///
    /// - Parameter forget: told, before anybody can bind them again, which servers will not be kept current any more.
    func sweep(forget: @Sendable ([ServerID]) -> Void) {
        let now = clock.now
        let idle = topics.filter { _, state in
            state.holders == 0 && state.phase != .binding
                && (state.idleSince.map { now - $0 >= grace } ?? true)
        }
        guard !idle.isEmpty else { return }
        for topic in idle.keys { topics[topic] = nil }
        let bound = idle.filter { $0.value.phase == .bound }.map(\.key)
        bus.unbind(bound)
        forget(
            bound.compactMap { topic in
                if case .server(let server) = topic { server } else { nil }
            }
        )
    }

    /// How many topics are known, bound or about to be.
    var count: Int { topics.count }
}
