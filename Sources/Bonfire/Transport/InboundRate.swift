internal import NIOCore

/// Counts what a peer sends in fixed windows and says when it is too much.
struct InboundRate {
    private var windowEnd: NIODeadline = .distantPast
    private var count: Int32 = 0

    /// Counts one frame; answers whether the peer stays within the limit.
    mutating func admits(at now: NIODeadline, limit: Int, window: TimeAmount) -> Bool {
        if now >= windowEnd {
            windowEnd = now + window
            count = 0
        }
        count += 1
        return count <= limit
    }
}
