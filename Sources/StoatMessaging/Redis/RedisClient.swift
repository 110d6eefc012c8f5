import Logging
import Synchronization

/// A connection to Redis that tasks share: whatever waits is sent in one write, replies are matched in order.
///
/// One thread owns the socket. A call costs one hop there and back; calls of many tasks share a round trip. While the
/// server is away calls fail at once, and the thread reconnects for ever.
final class RedisClient: Sendable {
    /// One run of the connection. A call prepared for an earlier one is refused, so that nothing derived from one
    /// server's state reaches another.
    struct Session: Sendable, Equatable {
        /// Counts connections of this client.
        let generation: UInt16
        /// The first digits of the server's run id, which changes when the server restarts or another takes over.
        let run: String
    }

    /// What the owner of a client adds to every new connection.
    struct Prelude: Sendable {
        /// Commands to run before any call of the new session.
        let commands: @Sendable (Session) -> RedisCommands
        /// Told whether they succeeded.
        let finished: @Sendable (Bool) -> Void
    }

    private struct State {
        var session: Session?
        var digests: [RedisScript: String] = [:]
        var firstAttempt: CheckedContinuation<Void, any Error>?
        var thread: DedicatedThread?
    }

    let settings: RedisSettings
    let logger: Logger
    private let role: String
    private let scripts: [RedisScript]
    private let prelude: Prelude?
    private let mailbox: Mailbox<RedisCall>
    private let state = Mutex(State())

    init(
        _ settings: RedisSettings,
        role: String,
        scripts: [RedisScript],
        logger: Logger,
        prelude: Prelude? = nil
    ) throws(MessagingError) {
        self.settings = settings
        self.role = role
        self.scripts = scripts
        self.logger = logger
        self.prelude = prelude
        self.mailbox = try Mailbox(capacity: settings.capacity)
    }

    /// The current connection, or `nil` while there is none.
    var session: Session? { state.withLock { $0.session } }

    /// The digest of a script; empty before the first connection, when no call can succeed.
    func digest(of script: RedisScript) -> String { state.withLock { $0.digests[script] ?? "" } }

    /// Opens the connection; a failure of this first attempt is thrown and ends the client.
    func start() async throws {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { state in
                state.firstAttempt = continuation
                state.thread = DedicatedThread(named: "redis-\(role)") {
                    var loop = RedisLoop(client: self)
                    loop.run()
                }
            }
        }
    }

    /// Sends commands and answers their replies, one per command; error replies are among them.
    ///
    /// - Parameter session: the session the commands were prepared for; `nil` when any will do.
    /// - Throws: ``MessagingError`` `.unavailable` when there is no connection, or it breaks before the last reply.
    func call(_ commands: RedisCommands, in session: Session? = nil) async throws -> [RedisReply] {
        let replies = try await send(commands, in: session)
        guard replies.contains(where: { $0.error?.hasPrefix("NOSCRIPT") == true }) else { return replies }
        // Somebody flushed the server's scripts: load them again and repeat.
        var again = RedisCommands()
        for script in scripts { again.add("SCRIPT", "LOAD", script.source) }
        again.append(commands)
        return Array(try await send(again, in: session).dropFirst(scripts.count))
    }

    private func send(_ commands: RedisCommands, in session: Session?) async throws -> [RedisReply] {
        guard commands.count > 0 else { return [] }
        guard let current = self.session, session == nil || session == current else {
            throw MessagingError(.unavailable, "Redis is not connected")
        }
        return try await withCheckedThrowingContinuation { continuation in
            let call = RedisCall(
                commands: commands,
                session: session,
                deadline: .now + settings.commandTimeout,
                continuation: continuation
            )
            do {
                try mailbox.post(call)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Closes the connection and ends the thread; calls that are under way fail.
    func shutdown() async {
        mailbox.close()
        await state.withLock { $0.thread }?.join()
    }
}

extension RedisClient {
    /// A pipeline on its way, with the task that waits for it.
    struct RedisCall: Sendable {
        let commands: RedisCommands
        let session: Session?
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<[RedisReply], any Error>
    }

    // What follows is for the thread alone.

    var isClosing: Bool { mailbox.isClosed }

    func takeCalls() -> [RedisCall] { mailbox.take() }

    func wait(for limit: Duration, orReadable descriptor: Int32? = nil) -> Bool {
        mailbox.wait(for: limit, orReadable: descriptor)
    }

    /// Connects and prepares the connection: scripts, run id, prelude.
    func open(generation: UInt16) throws(MessagingError) -> RedisConnection {
        let connection = try RedisConnection(settings)
        var hello = RedisCommands()
        hello.add("CLIENT", "SETNAME", "stoat-\(role)")
        hello.add("INFO", "server")
        for script in scripts { hello.add("SCRIPT", "LOAD", script.source) }
        let replies = try connection.exchange(hello)
        guard let run = Self.run(of: replies[1].text) else {
            throw MessagingError(.failed, "Redis does not tell its run id: \(replies[1])")
        }
        var digests: [RedisScript: String] = [:]
        for (script, reply) in zip(scripts, replies.dropFirst(2)) {
            guard let digest = reply.text else {
                throw MessagingError(.failed, "Redis refuses the script \(script.name): \(reply.error ?? "")")
            }
            digests[script] = digest
        }
        let session = Session(generation: generation, run: run)
        if let prelude { try runPrelude(prelude, of: session, over: connection) }
        let first = state.withLock { state in
            state.session = session
            state.digests = digests
            defer { state.firstAttempt = nil }
            return state.firstAttempt
        }
        logger.info("Redis connected", metadata: ["role": "\(role)", "server": "\(settings.description)"])
        first?.resume()
        return connection
    }

    private func runPrelude(
        _ prelude: Prelude,
        of session: Session,
        over connection: RedisConnection
    ) throws(MessagingError) {
        let commands = prelude.commands(session)
        do throws(MessagingError) {
            let replies = commands.count == 0 ? [] : try connection.exchange(commands)
            if let words = replies.lazy.compactMap(\.error).first { throw MessagingError(.failed, words) }
            prelude.finished(true)
        } catch {
            prelude.finished(false)
            throw error
        }
    }

    /// Ends the session. Answers whether to try again: not when the very first attempt failed.
    func lost(_ error: MessagingError) -> Bool {
        let (hadSession, first) = state.withLock { state in
            defer {
                state.session = nil
                state.firstAttempt = nil
            }
            return (state.session != nil, state.firstAttempt)
        }
        if let first {
            first.resume(throwing: error)
            return false
        }
        if hadSession, !isClosing {
            logger.warning("Redis connection lost", metadata: ["role": "\(role)", "error": "\(error)"])
        } else if error.code == .unauthorized {
            logger.error("Redis refuses the login", metadata: ["role": "\(role)", "error": "\(error)"])
        }
        return true
    }

    private static func run(of info: String?) -> String? {
        info?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }.map {
            String($0.dropFirst(7).prefix(8))
        }
    }
}
