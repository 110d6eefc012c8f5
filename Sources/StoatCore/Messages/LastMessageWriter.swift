import Logging
public import ServiceLifecycle
import StoatMessaging
import StoatModels
import StoatStorage

/// Records the newest message of each channel, once a second and when the process stops.
///
/// Runs in every process that sends messages.
public struct LastMessageWriter: Service {
    private let core: Core
    private let interval: Duration

    /// A writer of what this core's actions have sent.
    public init(core: Core, interval: Duration = .seconds(1)) {
        self.core = core
        self.interval = interval
    }

    /// Recovers what an earlier process left unwritten, then writes until graceful shutdown or cancellation.
    public func run() async throws {
        await recover()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Cancellation ends the wait; the last flush follows.
                try? await Task.sleep(for: interval)
                if !Task.isCancelled { await flush() }
            }
        }
        // A task of its own: the store refuses the work of a cancelled one, and this must be written.
        await Task { await flush() }.value
    }

    /// Writes what waits now.
    ///
    /// What cannot be written waits for the next time.
    public func flush() async {
        let waiting = core.lastMessages.take()
        guard !waiting.isEmpty else { return }
        do { try await record(waiting) } catch {
            for (channel, message) in waiting { core.lastMessages.note(message, in: channel) }
            core.logger.warning("The newest messages could not be recorded", metadata: ["error": "\(error)"])
        }
    }

    /// Messages read again at start: those of the last minute before the newest one, the bound on what a process may
    /// have left unwritten when it was killed, and no more than this many.
    private static let recoveryLimit = 20_000
    private static let recoverySpan: Duration = .seconds(60)

    /// Compares the newest messages of the whole instance with their channels' documents: two reads, one batch.
    func recover() async {
        do {
            let query = Query(.messages, sort: [.descending("_id")], limit: 1, fields: ["channel"])
            guard let newest = try await core.store.find(query).first.map({ try $0.id("_id", as: MessageID.self) }),
                let time = newest.creationTime
            else { return }
            let start = ULID.floor(of: time.advanced(by: .zero - Self.recoverySpan)).description
            let rows = try await core.store.find(
                Query(
                    .messages,
                    where: .compare("_id", .atLeast, .string(start)),
                    sort: [.descending("_id")],
                    limit: Self.recoveryLimit,
                    fields: ["channel"]
                )
            )
            var found: [ChannelID: MessageID] = [:]
            for row in rows {
                guard let channel = row.optionalID("channel", as: ChannelID.self), found[channel] == nil else {
                    continue
                }
                found[channel] = row.optionalID("_id")
            }
            try await write(found)
        } catch {
            core.logger.warning("The newest messages could not be recovered", metadata: ["error": "\(error)"])
        }
    }

    /// One read, which leaves out what was deleted meanwhile, and one batch.
    private func record(_ waiting: [ChannelID: MessageID]) async throws {
        let rows = try await core.store.find(
            Query(.messages, where: .field("_id", in: waiting.values), limit: waiting.count, fields: [])
        )
        let existing = Set(rows.compactMap { $0.optionalID("_id", as: MessageID.self) })
        try await write(waiting.filter { existing.contains($0.value) })
    }

    private func write(_ newest: [ChannelID: MessageID]) async throws {
        guard !newest.isEmpty else { return }
        try await core.store.write(
            newest.map { channel, message in
                .update(
                    .channels,
                    .id(channel),
                    Update().adding("last_message_id", .max(.string(message.rawValue)))
                )
            }
        )
        await core.cache.invalidate(newest.keys.map(CacheKey.channel))
    }
}
