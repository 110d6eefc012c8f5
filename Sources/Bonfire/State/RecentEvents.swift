internal import StoatModels

/// The events of the last moments, kept only while something is being loaded, so that what was read from the store can
/// be brought up to date and sessions receive what happened meanwhile.
struct RecentEvents {
    /// A place in the stream: everything recorded later came after it was taken.
    struct Mark: Sendable, Equatable {
        fileprivate let position: Int
    }

    /// Largest number kept; a load that takes longer than so many events fails and is tried again by the client.
    private let capacity: Int
    private var events: [PreparedEvent] = []
    /// The position of the first event kept.
    private var start = 0
    private var open: [Int: Int] = [:]

    init(capacity: Int = 50_000) { self.capacity = capacity }

    /// Starts recording for one load.
    mutating func begin() -> Mark {
        let position = start + events.count
        open[position, default: 0] += 1
        return Mark(position: position)
    }

    /// Ends a load; what no load needs any more is dropped.
    mutating func end(_ mark: Mark) {
        let count = open[mark.position, default: 1] - 1
        open[mark.position] = count > 0 ? count : nil
        let needed = open.keys.min() ?? start + events.count
        let surplus = needed - start
        // Removing from the front moves the rest: done in large steps, or when nothing is left.
        guard surplus > 0, surplus == events.count || surplus > 1024 else { return }
        events.removeFirst(surplus)
        start = needed
    }

    /// Records an event if any load is under way.
    mutating func record(_ event: PreparedEvent) {
        guard !open.isEmpty else { return }
        events.append(event)
        guard events.count > capacity else { return }
        let surplus = capacity / 2
        events.removeFirst(surplus)
        start += surplus
    }

    /// What came since the mark; `nil` when not all of it is kept any more.
    func since(_ mark: Mark) -> ArraySlice<PreparedEvent>? {
        guard mark.position >= start else { return nil }
        return events[(mark.position - start)...]
    }
}
