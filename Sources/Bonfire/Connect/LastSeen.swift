internal import Logging
internal import StoatCore
internal import StoatModels
internal import StoatStorage
internal import Synchronization

/// Notes when login sessions were last used and writes it down in batches, off the path of connecting.
final class LastSeen: Sendable {
    private let core: Core
    private let pending = Mutex<[SessionID: Timestamp]>([:])

    /// A session seen less than this before is not written again.
    private static let precision: Duration = .seconds(60)

    init(core: Core) { self.core = core }

    /// A session has connected.
    func note(_ session: Session) {
        let now = core.clock()
        guard now.since(session.lastSeen) >= Self.precision else { return }
        pending.withLock { $0[session.id] = now }
    }

    /// Writes what was noted.
    ///
    /// A failure loses nothing but a time stamp, so it is logged only.
    func flush() async {
        let batch = pending.withLock { pending in
            defer { pending = [:] }
            return pending
        }
        guard !batch.isEmpty else { return }
        let writes = batch.map { session, time in
            Write.update(.sessions, .id(session), Update().set("last_seen", .string(time.iso8601)))
        }
        do { try await core.store.write(writes) } catch {
            core.logger.warning("Session times were not written", metadata: [LogKey.error: "\(error)"])
        }
    }
}
