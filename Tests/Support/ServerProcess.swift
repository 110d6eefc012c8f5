internal import Foundation
internal import Synchronization

/// A server started for tests: a child process with a log file, in a process group of its own.
///
/// It never outlives the test process, however that ends: a watchdog shell holds the reading end of a pipe whose other
/// end lives here, and kills the group once the pipe breaks. The parent-death signal of Linux would not do, because it
/// follows the thread that started the child, not the process.
public final class ServerProcess: Sendable {
    /// What to start and where.
    public struct Command: Sendable {
        /// Absolute path of the program.
        public var executable: String
        public var arguments: [String]
        /// Variables added to those of the test process.
        public var environment: [String: String]
        /// Working folder; the log file `<name>.log` is written there.
        public var folder: TemporaryFolder

        public init(
            _ executable: String,
            _ arguments: [String] = [],
            environment: [String: String] = [:],
            in folder: TemporaryFolder
        ) {
            self.executable = executable
            self.arguments = arguments
            self.environment = environment
            self.folder = folder
        }
    }

    /// Why a server could not be started or did not become ready.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) { self.description = description }
    }

    private enum State: Sendable {
        case running
        case ended(status: Int32)
    }

    /// The name in messages and of the log file.
    public let name: String
    /// The child's process id, which is its group's id too.
    public let pid: Int32
    /// Where its standard output and error go.
    public let logPath: String
    private let watchdog: pid_t
    private let pipeEnd: Int32
    private let state = Mutex(State.running)
    private let isWatched = Mutex(true)

    /// Starts the program; readiness is for the caller to wait for with ``eventually(_:within:_:)``.
    public init(_ name: String, _ command: Command) throws {
        self.name = name
        self.logPath = command.folder.path + "/\(name).log"
        var environment = ProcessInfo.processInfo.environment
        environment.merge(command.environment) { _, new in new }
        self.pid = try ChildProcess.spawn(
            command.executable,
            command.arguments,
            environment: environment,
            folder: command.folder.path,
            output: logPath
        )
        (self.watchdog, self.pipeEnd) = try Self.startWatchdog(of: pid, command.folder)
    }

    deinit { kill() }

    /// Whether the process has not ended yet.
    public var isRunning: Bool {
        state.withLock { state in
            if case .running = state, let status = ChildProcess.reap(pid) { state = .ended(status: status) }
            if case .running = state { return true }
            return false
        }
    }

    /// The exit code once the process has ended by itself; `nil` while it runs and after a signal.
    public var exitCode: Int32? {
        guard !isRunning else { return nil }
        return state.withLock { state in
            guard case .ended(let status) = state, status & 0x7F == 0 else { return nil }
            return status >> 8 & 0xFF
        }
    }

    /// The end of the log, for messages of failing tests.
    public var log: String {
        guard let data = FileManager.default.contents(atPath: logPath) else { return "(no log)" }
        return String(decoding: data.suffix(4000), as: UTF8.self)
    }

    /// Sends a signal to the whole process group.
    public func signal(_ number: Int32) {
        state.withLock { state in
            if case .running = state { _ = Foundation.kill(-pid, number) }
        }
    }

    /// Stops the process without ending it, and waits until none of its threads runs any more.
    public func suspend() async throws {
        signal(SIGSTOP)
        let folder = "/proc/\(pid)/task"
        try await eventually("\(name) is suspended") {
            try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { thread in
                // A thread that is gone does not run either.
                guard let data = FileManager.default.contents(atPath: "\(folder)/\(thread)/stat") else { return true }
                // The state follows the program's name, which stands in parentheses.
                return String(decoding: data, as: UTF8.self).split(separator: ")").last?.hasPrefix(" T") == true
            }
        }
    }

    /// Lets a suspended process go on.
    public func resume() { signal(SIGCONT) }

    /// Asks the process to end (SIGTERM), waits for it, and kills it once `deadline` has passed.
    public func terminate(within deadline: Duration = .seconds(20)) async {
        signal(SIGTERM)
        // A server that ignores the signal is killed below; nothing else can fail.
        try? await eventually("\(name) has ended", within: deadline) { !self.isRunning }
        kill()
    }

    /// Kills the process group at once (SIGKILL) and waits for the process to be gone.
    public func kill() {
        state.withLock { state in
            guard case .running = state else { return }
            _ = Foundation.kill(-pid, SIGKILL)
            state = .ended(status: ChildProcess.wait(pid))
        }
        stopWatchdog()
    }

    /// Waits until `condition` answers true; fails early, with the log, when the process ends before.
    public func waitUntilReady(
        within deadline: Duration = .seconds(60),
        _ condition: @Sendable () async throws -> Bool
    ) async throws {
        do {
            try await eventually("\(name) is ready", within: deadline) {
                guard self.isRunning else { throw Failure("\(self.name) ended while starting") }
                return try await condition()
            }
        } catch {
            throw Failure("\(error)\n--- \(logPath)\n\(log)")
        }
    }

    // Once the test process is gone, nobody else would remove the folder: objects that live as long as the process are
    // not released at its end.
    private static func startWatchdog(of pid: pid_t, _ folder: TemporaryFolder) throws -> (pid_t, Int32) {
        let ends = try ChildProcess.pipe()
        defer { close(ends.reading) }
        let script = """
            read -r _
            kill -9 -\(pid) 2>/dev/null
            for _ in $(seq 50); do kill -0 -\(pid) 2>/dev/null || break; sleep 0.05; done
            rm -rf '\(folder.path)'
            """
        let watchdog = try ChildProcess.spawn(
            "/bin/sh",
            ["-c", script],
            environment: [:],
            folder: "/",
            output: "/dev/null",
            input: ends.reading
        )
        return (watchdog, ends.writing)
    }

    private func stopWatchdog() {
        isWatched.withLock { isWatched in
            guard isWatched else { return }
            isWatched = false
            _ = Foundation.kill(watchdog, SIGKILL)
            _ = ChildProcess.wait(watchdog)
            close(pipeEnd)
        }
    }
}
