internal import Foundation

/// A program of a deployment (one of ours or a server) that can be ended in any way and started again on its data.
public actor StoatProcess {
    /// The name in messages, logs and scenarios.
    public nonisolated let name: String
    private let command: ServerProcess.Command
    private let isReady: @Sendable () async throws -> Bool
    private var process: ServerProcess?
    private var starts = 0

    /// - Parameter isReady: asked after each start until it answers true.
    init(_ name: String, _ command: ServerProcess.Command, isReady: @escaping @Sendable () async throws -> Bool) {
        self.name = name
        self.command = command
        self.isReady = isReady
    }

    /// One of our executables, ready when its operator listener says so.
    init(_ name: String, executable: String, arguments: [String], folder: TemporaryFolder, operatorPort: Int) throws {
        self.init(name, .init(try StoatExecutables.path(executable), arguments, in: folder)) {
            await StoatProbe.get(port: operatorPort, "/ready")?.status == 200
        }
    }

    /// Starts it and waits until it is ready.
    public func start() async throws {
        guard process == nil else { throw ServerProcess.Failure("\(name) is running") }
        starts += 1
        let started = try ServerProcess("\(name).\(starts)", command)
        process = started
        try await started.waitUntilReady(within: .seconds(90), isReady)
    }

    /// SIGTERM, and waits for the end.
    public func stop() async {
        await process?.terminate(within: .seconds(30))
        process = nil
    }

    /// SIGKILL.
    public func kill() {
        process?.kill()
        process = nil
    }

    /// Keeps it from running, without an end of any connection.
    public func freeze() { process?.signal(SIGSTOP) }

    /// Lets it go on.
    public func thaw() { process?.signal(SIGCONT) }

    /// The end of its log.
    public var log: String {
        guard let process else { return "(not running)" }
        return process.isRunning ? process.log : "(ended by itself)\n\(process.log)"
    }
}
