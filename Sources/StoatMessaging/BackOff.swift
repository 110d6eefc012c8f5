/// How long to wait before the next try: doubling or more, up to a limit.
public struct BackOff: Sendable, Hashable {
    /// The wait after the first failure.
    public var first: Duration
    /// What each further wait is multiplied with.
    public var factor: Int
    /// The longest wait.
    public var limit: Duration

    /// Waits of `first`, `first * factor`, `first * factor²` … up to `limit`.
    public init(first: Duration, factor: Int = 2, limit: Duration) {
        self.first = first
        self.factor = factor
        self.limit = limit
    }

    /// Retries of background work: 5 s, 20 s, 80 s, 320 s, then every 10 minutes.
    public static let tasks = BackOff(first: .seconds(5), factor: 4, limit: .seconds(600))

    /// Reconnects to a server: 50 ms, 100 ms … 5 s.
    public static let reconnects = BackOff(first: .milliseconds(50), limit: .seconds(5))

    /// The wait after the given number of failures in a row, at least 1.
    public func delay(after failures: Int) -> Duration {
        var delay = first
        for _ in 1..<max(2, min(failures, 64)) {
            guard failures > 1, delay < limit else { break }
            delay *= factor
        }
        return min(delay, limit)
    }

    /// The same, shortened by up to a quarter at random, so that many clients do not come back at one moment.
    func jitteredDelay(after failures: Int) -> Duration {
        delay(after: failures) * Double.random(in: 0.75...1)
    }
}
