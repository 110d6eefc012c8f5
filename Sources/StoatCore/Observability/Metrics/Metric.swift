internal import Synchronization

/// A figure that only grows.
///
/// Safe to use from any thread, about 5 ns per call.
public final class Counter: Sendable {
    private let count = Atomic<Int64>(0)

    /// Adds to the figure.
    public func increment(by amount: Int64 = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    /// The figure now.
    public var value: Int64 { count.load(ordering: .relaxed) }
}

/// A figure that goes up and down.
///
/// Safe to use from any thread.
public final class Gauge: Sendable {
    private let level = Atomic<Int64>(0)

    /// Adds to the figure, or takes from it.
    public func add(_ amount: Int64) { level.wrappingAdd(amount, ordering: .relaxed) }

    /// Replaces the figure.
    public func set(_ value: Int64) { level.store(value, ordering: .relaxed) }

    /// The figure now.
    public var value: Int64 { level.load(ordering: .relaxed) }
}

/// How often durations fell below each of a few bounds.
///
/// Safe to use from any thread.
public final class Histogram: Sendable {
    /// Upper bounds in microseconds: one millisecond to ten seconds.
    static let bounds: [Int64] = [
        1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000,
    ]

    private let buckets: [Counter] = (0...Histogram.bounds.count).map { _ in Counter() }
    private let total = Counter()

    /// Notes one duration.
    public func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let index = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
        buckets[index].increment()
        total.increment(by: microseconds)
    }

    /// Counts by bound, the last without one, and the sum in microseconds.
    var snapshot: (counts: [Int64], sum: Int64) { (buckets.map(\.value), total.value) }
}
