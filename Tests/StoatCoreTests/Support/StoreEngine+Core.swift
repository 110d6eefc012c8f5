import StoatMessaging
import StoatModels
import TestSupport

@testable import StoatCore

extension StoreEngine {
    /// The moment at which the clock of ``withCore(clock:_:)`` stands.
    static let now = Timestamp(milliseconds: 1_780_000_000_000)

    /// Lends a core over a fresh database of this engine, with everything else in memory.
    func withCore(
        clock: @escaping @Sendable () -> Timestamp = { now },
        bucket: String? = nil,
        _ body: (Core) async throws -> Void
    ) async throws {
        try await withStore { store in
            var settings = Settings()
            if let bucket { settings.files.s3.defaultBucket = bucket }
            let core = Core(
                settings: settings,
                store: store,
                bus: InProcessBus(),
                queue: InProcessQueue(store: store, logger: .quiet),
                cache: InProcessCache(),
                presence: InProcessPresence(),
                logger: .quiet,
                clock: clock
            )
            try await body(core)
        }
    }
}
