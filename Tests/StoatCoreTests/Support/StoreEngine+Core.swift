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
        _ body: (Core) async throws -> Void
    ) async throws {
        try await withStore { store in
            let core = Core(
                settings: Settings(),
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
