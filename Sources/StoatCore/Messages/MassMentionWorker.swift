public import ServiceLifecycle
import StoatMessaging

/// Works off the queue of mass mentions.
///
/// Runs in every process that sends messages; several share the queue.
public struct MassMentionWorker: Service {
    private let core: Core

    /// A worker on this core's queue and store.
    public init(core: Core) { self.core = core }

    /// Works until graceful shutdown or cancellation.
    public func run() async throws {
        let mentions = MassMentions(core: core)
        do {
            try await cancelWhenGracefulShutdown {
                try await core.queue.consume(MassMentions.queue, concurrency: 2) { task in
                    try await mentions.perform(MassMentions.Task(body: task.body))
                }
            }
        } catch is CancellationError {
            // The way to stop; what was not finished stays queued.
        }
    }
}
