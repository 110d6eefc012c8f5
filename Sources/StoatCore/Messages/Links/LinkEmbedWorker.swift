public import ServiceLifecycle
import StoatMessaging

/// Works off the queue of messages whose links are to be embedded.
///
/// Runs in every process that sends messages; several share the queue. Without a link proxy it only empties the queue.
public struct LinkEmbedWorker: Service {
    private let core: Core
    private let limits: OutboundClient.Limits

    /// A worker on this core's queue and store.
    public init(core: Core) {
        var limits = OutboundClient.Limits()
        // The proxy fetches the page, and perhaps a picture of it, meanwhile.
        limits.whole = .seconds(30)
        limits.maxBytes = 256 << 10
        limits.concurrency = max(1, core.settings.api.workers.maxConcurrentConnections)
        limits.queue = .max
        limits.redirects = 3
        self.init(core: core, limits: limits)
    }

    init(core: Core, limits: OutboundClient.Limits) {
        self.core = core
        self.limits = limits
    }

    /// Works until graceful shutdown or cancellation.
    public func run() async throws {
        let client = OutboundClient(limits)
        do {
            try await cancelWhenGracefulShutdown { try await work(client) }
        } catch is CancellationError {
            // The way to stop; what was not finished stays queued.
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }

    private func work(_ client: OutboundClient) async throws {
        let embeds = LinkEmbeds(core: core)
        let fetcher = EmbedFetcher(client: client, proxy: core.settings.hosts.january)
        let isLast: @Sendable (Int) -> Bool = { $0 >= LinkEmbeds.queue.maxAttempts }
        try await core.queue.consume(LinkEmbeds.queue, concurrency: limits.concurrency) { task in
            try await embeds.perform(
                LinkEmbeds.Task(body: task.body),
                with: fetcher,
                isLastAttempt: isLast(task.attempt)
            )
        }
    }
}
