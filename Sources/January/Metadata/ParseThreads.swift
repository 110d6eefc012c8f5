internal import NIOPosix
internal import Synchronization

/// The few threads on which pages are parsed.
///
/// A hostile page can make parsing last for ``HeadParser/maxTime``; event loops and the threads of other tasks never
/// wait for that. Work comes in pieces of a page and in turn, so an ordinary page waits for one piece of a hostile one,
/// not for its end. A page has one piece in the queue at most, which bounds it by the number of pages being read.
final class ParseThreads: Sendable {
    private let pool: NIOThreadPool
    private let counter = Mutex(0)

    /// Starts the threads.
    init(count: Int) {
        self.pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// How many pieces wait or are being parsed.
    var pending: Int { counter.withLock { $0 } }

    /// Does some work on one of the threads.
    func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
        counter.withLock { $0 += 1 }
        defer { counter.withLock { $0 -= 1 } }
        return await withCheckedContinuation { continuation in
            // The threads end with this value, which the caller holds, so that the work is never refused.
            pool.submit { _ in continuation.resume(returning: work()) }
        }
    }
}
