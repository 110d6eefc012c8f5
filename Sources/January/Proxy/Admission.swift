internal import DequeModule
internal import Synchronization

/// Lets a number of tasks do something at once, few of them for one site, the others in the order in which they came.
final class Admission: Sendable {
    private struct State {
        var free: Int
        var busy: [String: Int] = [:]
        var waiting: Deque<(site: String, answer: CheckedContinuation<Bool, Never>)> = []

        mutating func take(_ site: String, atMost limit: Int) -> Bool {
            guard free > 0, busy[site, default: 0] < limit else { return false }
            free -= 1
            busy[site, default: 0] += 1
            return true
        }

        mutating func giveBack(_ site: String) {
            free += 1
            let count = busy[site, default: 1] - 1
            busy[site] = count > 0 ? count : nil
        }
    }

    private let state: Mutex<State>
    private let placesPerSite: Int
    private let maxWaiting: Int

    /// - Parameters:
    ///   - places: how many at once.
    ///   - placesPerSite: how many of these for the hosts of one owner.
    ///   - maxWaiting: how many may wait; further ones are refused.
    init(places: Int, placesPerSite: Int, maxWaiting: Int) {
        self.state = Mutex(State(free: places))
        self.placesPerSite = placesPerSite
        self.maxWaiting = maxWaiting
    }

    /// How many wait for a place.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Does the work when there is a place.
    ///
    /// - Throws: ``FetchError/overloaded`` if too many wait, and what the work throws.
    func run<T: Sendable>(for url: String, _ work: () async throws -> T) async throws -> T {
        let site = RegistrableDomain.of(FetchTarget(url)?.host ?? "")
        try await enter(site)
        defer { leave(site) }
        return try await work()
    }

    private func enter(_ site: String) async throws(FetchError) {
        let isRefused = await withCheckedContinuation { (answer: CheckedContinuation<Bool, Never>) in
            enqueue(answer, for: site)
        }
        if isRefused { throw .overloaded }
    }

    private func enqueue(_ answer: CheckedContinuation<Bool, Never>, for site: String) {
        let isRefused: Bool? = state.withLock { state in
            if state.take(site, atMost: placesPerSite) { return false }
            if state.waiting.count >= maxWaiting { return true }
            state.waiting.append((site, answer))
            return nil
        }
        if let isRefused { answer.resume(returning: isRefused) }
    }

    private func leave(_ site: String) {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            state.giveBack(site)
            guard let index = state.waiting.firstIndex(where: { state.busy[$0.site, default: 0] < placesPerSite })
            else {
                return nil
            }
            let next = state.waiting.remove(at: index)
            return state.take(next.site, atMost: placesPerSite) ? next.answer : nil
        }
        next?.resume(returning: false)
    }
}
