/// Values by name, each with an end, bounded in number: the state behind counters and marks.
///
/// Ended entries are swept out when the table has doubled since the last sweep, so that the work per insertion is
/// constant on average. A table full of live entries gives up arbitrary ones.
struct ExpiringTable<Element> {
    private var entries: [String: (element: Element, end: ContinuousClock.Instant)] = [:]
    private var sweepSize = 64
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { entries.count }

    /// The live value of a name, with its end.
    func live(_ name: String, at now: ContinuousClock.Instant) -> (element: Element, end: ContinuousClock.Instant)? {
        guard let entry = entries[name], entry.end > now else { return nil }
        return entry
    }

    /// Stores a value until `end`.
    mutating func set(
        _ name: String,
        _ element: Element,
        until end: ContinuousClock.Instant,
        at now: ContinuousClock.Instant
    ) {
        entries[name] = (element, end)
        if entries.count > sweepSize { sweep(at: now) }
    }

    mutating func remove(_ name: String) { entries[name] = nil }

    private mutating func sweep(at now: ContinuousClock.Instant) {
        entries = entries.filter { $0.value.end > now }
        while entries.count > capacity, let victim = entries.indices.first { entries.remove(at: victim) }
        sweepSize = max(64, min(capacity, entries.count * 2))
    }
}
