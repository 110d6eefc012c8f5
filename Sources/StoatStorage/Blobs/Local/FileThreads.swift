internal import NIOPosix

/// The threads on which blob stores read and write local files, which blocks.
enum FileThreads {
    // One pool for the process, which never ends: jobs are short, and a body may outlive the store that it came from.
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 8)
        pool.start()
        return pool
    }()

    /// Runs a blocking closure on one of the threads; a cancelled task drops it while it waits for one.
    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws(BlobError) -> T {
        do {
            return try await pool.runIfActive(body)
        } catch let error as BlobError {
            throw error
        } catch is CancellationError {
            throw BlobError(.cancelled, "before a local file was read or written")
        } catch {
            throw BlobError(.failed, "\(error)")
        }
    }
}
