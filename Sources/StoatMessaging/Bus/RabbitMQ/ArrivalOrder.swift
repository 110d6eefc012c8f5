import StoatModels

/// Tells first copies from repeats, and notices events that come after later ones of the same publisher.
///
/// A publisher numbers its events, but a gateway sees only those of its topics, so a missing number proves nothing. A
/// number below one already seen, on an event that is no known repeat, does prove that the order was broken: the broker
/// refused the event at first, or the repeat is older than the window.
struct ArrivalOrder {
    /// What an arrival is.
    enum Judgement: Equatable {
        case first
        case `repeat`
        /// Not seen before, but older than what was seen.
        case late
    }

    // Most publishers known at a time; a forgotten one only costs the detection of late events.
    private static let maxPublishers = 4096
    private let window: Int
    private var known: Set<ULID> = []
    private var ring: [ULID] = []
    private var oldest = 0
    private var sequences: [Int64: Int64] = [:]

    init(window: Int = 16_384) {
        self.window = window
    }

    mutating func judge(_ id: ULID, publisher: Int64?, sequence: Int64?) -> Judgement {
        guard known.insert(id).inserted else { return .repeat }
        if ring.count < window {
            ring.append(id)
        } else {
            known.remove(ring[oldest])
            ring[oldest] = id
            oldest = (oldest + 1) % window
        }
        guard let publisher, let sequence else { return .first }
        let last = sequences[publisher]
        if let last, sequence < last { return .late }
        if last == nil, sequences.count >= Self.maxPublishers { sequences.removeAll() }
        sequences[publisher] = sequence
        return .first
    }
}
