internal import Logging
public import ServiceLifecycle
internal import StoatStorage

/// Removes expired documents from the embedded database, as MongoDB does by itself.
public struct ExpirySweeper: Service {
    private let store: SQLiteStore
    private let logger: Logger

    /// A minute, as often as MongoDB looks.
    private static let interval: Duration = .seconds(60)

    /// A sweeper of the core's database; `nil` where the database expires documents itself.
    public init?(core: Core) {
        guard let store = core.store as? SQLiteStore else { return nil }
        self.store = store
        self.logger = core.logger
    }

    /// Sweeps once a minute until graceful shutdown.
    ///
    /// A sweep that fails is logged; the next one tries again.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.interval)
                do { try await store.purgeExpired() } catch {
                    logger.warning("Expired documents could not be removed", metadata: [LogKey.error: "\(error)"])
                }
            }
        }
    }
}
