import NIOPosix
import Synchronization

/// The threads that decode pictures and rewrite files, with a bounded queue in front of them.
///
/// Their number bounds the memory that decoding takes: each holds at most one picture. A cancelled task drops its job
/// while that is queued; a running one ends by its own limits.
final class MediaThreads: Sendable {
    private let pool: NIOThreadPool
    private let limit: Int
    private let pending = Mutex(0)

    /// Starts the threads.
    ///
    /// - Parameter limit: most jobs waiting or running; further ones are refused with ``MediaError/Code/overloaded``.
    init(count: Int, limit: Int) {
        self.pool = NIOThreadPool(numberOfThreads: count)
        self.limit = limit
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Runs a blocking closure on one of the threads.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws(MediaError) -> T) async throws(MediaError) -> T {
        let isAdmitted = pending.withLock { pending in
            guard pending < limit else { return false }
            pending += 1
            return true
        }
        guard isAdmitted else { throw MediaError(.overloaded, "\(limit) files are being handled already") }
        defer { pending.withLock { $0 -= 1 } }
        do {
            return try await pool.runIfActive { () -> Result<T, MediaError> in
                do throws(MediaError) { return .success(try body()) } catch { return .failure(error) }
            }.get()
        } catch let error as MediaError {
            throw error
        } catch {
            throw MediaError(.cancelled, "the work was cancelled before it began")
        }
    }
}
