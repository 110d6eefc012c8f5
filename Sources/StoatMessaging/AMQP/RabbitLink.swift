import Glibc
import Logging
import Synchronization

/// The life of one connection to the broker and of the thread that owns it: the first attempt, which may be awaited,
/// reconnects for ever after, and the end.
final class RabbitLink<Command: Sendable>: Sendable {
    private struct State {
        var firstAttempt: CheckedContinuation<Void, any Error>?
        var thread: DedicatedThread?
        /// The socket of the current connection, for ``abort()``.
        var descriptor: Int32?
        var isUp = false
        var isAborted = false
        var disconnects = 0
    }

    let settings: RabbitSettings
    let role: String
    let logger: Logger
    let mailbox: Mailbox<Command>
    private let state = Mutex(State())

    init(_ settings: RabbitSettings, role: String, capacity: Int = .max, logger: Logger) throws(MessagingError) {
        self.settings = settings
        self.role = role
        self.logger = logger
        self.mailbox = try Mailbox(capacity: capacity)
    }

    /// Whether the connection stands and is prepared.
    var isUp: Bool { state.withLock { $0.isUp } }

    /// How often a connection was lost.
    var disconnects: Int { state.withLock { $0.disconnects } }

    /// Starts the thread and waits for its first connection; if that fails the thread ends.
    func start(_ body: @escaping @Sendable () -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { state in
                state.firstAttempt = continuation
                state.thread = DedicatedThread(named: "amqp-\(role)", body)
            }
        }
    }

    /// Starts the thread, unless it was started, without waiting: it tries to connect until it succeeds.
    func startInBackground(_ body: @escaping @Sendable () -> Void) {
        state.withLock { state in
            guard state.thread == nil else { return }
            state.thread = DedicatedThread(named: "amqp-\(role)", body)
        }
    }

    /// Refuses further commands and waits for the thread to finish what it has, then, after `limit`, cuts it off.
    func shutdown(within limit: Duration) async {
        mailbox.close()
        guard let thread = state.withLock({ $0.thread }) else { return }
        await withTaskGroup { group in
            group.addTask { await thread.join() }
            group.addTask {
                // Cancelled: the thread ended in time.
                if (try? await Task.sleep(for: limit)) != nil { self.abort() }
            }
            await group.next()
            group.cancelAll()
        }
        await thread.join()
    }

    /// Ends whatever the thread waits for on its socket.
    private func abort() {
        state.withLock { state in
            state.isAborted = true
            if let descriptor = state.descriptor { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    // MARK: - For the thread

    /// Runs connections one after the other until the mailbox is closed and no work is left, or until the first attempt
    /// failed.
    ///
    /// - Parameters:
    ///   - prepare: declares what is needed; the connection counts as up when it returns.
    ///   - serve: works until the connection breaks (thrown) or the work is over (returns).
    ///   - rest: called again and again between connections, at least every 100 ms; answers whether work is left.
    func run(
        prepare: (AMQPConnection) throws -> Void,
        serve: (AMQPConnection) throws -> Void,
        rest: () -> Bool
    ) {
        var failures = 0
        while true {
            var cause: any Error
            let start = ContinuousClock.now
            do {
                let connection = try AMQPConnection(settings, name: "stoat \(role)")
                state.withLock { $0.descriptor = connection.descriptor }
                defer { state.withLock { $0.descriptor = nil } }
                try prepare(connection)
                connected()
                try serve(connection)
                state.withLock { $0.isUp = false }
                connection.close()
                return
            } catch {
                cause = error
            }
            guard disconnected(cause) else { return }
            failures = ContinuousClock.now - start > .seconds(10) ? 1 : failures + 1
            let end = ContinuousClock.now + settings.reconnects.jitteredDelay(after: failures)
            repeat {
                let hasWork = rest()
                if mailbox.isClosed, !hasWork || isAborted { return }
                _ = mailbox.wait(for: min(.milliseconds(100), max(end - .now, .zero)))
            } while ContinuousClock.now < end
        }
    }

    private var isAborted: Bool { state.withLock { $0.isAborted } }

    private func connected() {
        let first = state.withLock { state in
            state.isUp = true
            defer { state.firstAttempt = nil }
            return state.firstAttempt
        }
        logger.info("RabbitMQ connected", metadata: ["role": "\(role)", "server": "\(settings.description)"])
        first?.resume()
    }

    /// Answers whether to try again.
    private func disconnected(_ cause: any Error) -> Bool {
        let error = cause as? MessagingError ?? MessagingError(.failed, "RabbitMQ refuses: \(cause)")
        let (wasUp, first) = state.withLock { state in
            if state.isUp { state.disconnects += 1 }
            defer {
                state.isUp = false
                state.firstAttempt = nil
            }
            return (state.isUp, state.firstAttempt)
        }
        if let first {
            first.resume(throwing: error)
            return false
        }
        let metadata: Logger.Metadata = ["role": "\(role)", "error": "\(error)"]
        if wasUp, !mailbox.isClosed {
            logger.warning("RabbitMQ connection lost", metadata: metadata)
        } else {
            logger.debug("RabbitMQ cannot be reached", metadata: metadata)
        }
        return true
    }
}
