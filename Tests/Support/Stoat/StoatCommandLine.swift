/// A built executable, run to its end.
public enum StoatCommandLine {
    /// What a command said and how it ended.
    public struct Outcome: Sendable {
        /// `nil` if a signal ended it.
        public let exitCode: Int32?
        /// Standard output and error together, without what the MongoDB driver says before we can stop it: that a killed
        /// process of the same id left its counters.
        public let output: String

        init(exitCode: Int32?, log: String) {
            self.exitCode = exitCode
            self.output = log.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.contains("mongoc: Falling back to malloc for counters") }
                .joined(separator: "\n")
        }

        /// The lines of the output.
        public var lines: [Substring] { output.split(separator: "\n") }
    }

    /// Runs `stoat` or one of its siblings in a folder and waits for it to end.
    public static func run(
        program name: String = "stoat",
        _ arguments: [String],
        environment: [String: String] = [:],
        in folder: TemporaryFolder,
        within deadline: Duration = .seconds(30)
    ) async throws -> Outcome {
        let process = try start(program: name, arguments, environment: environment, in: folder)
        try await eventually("\(name) has ended", within: deadline) { !process.isRunning }
        return Outcome(exitCode: process.exitCode, log: process.log)
    }

    /// Starts `stoat` or one of its siblings in a folder.
    ///
    /// - Parameter mount: a shell script that is run before, in a mount namespace of the process's own.
    public static func start(
        program name: String = "stoat",
        _ arguments: [String],
        environment: [String: String] = [:],
        in folder: TemporaryFolder,
        behind mount: String? = nil
    ) throws -> ServerProcess {
        let log = "\(name)-\(UInt32.random(in: .min ... .max))"
        let executable = try StoatExecutables.path(name)
        var command = ServerProcess.Command(executable, arguments, environment: environment, in: folder)
        if let mount {
            command.executable = "/usr/bin/unshare"
            command.arguments =
                ["--map-root-user", "--mount", "/bin/sh", "-ec", "\(mount)\nexec \"$0\" \"$@\"", executable] + arguments
        }
        return try ServerProcess(log, command)
    }

    /// Runs a Python script with the black box's packages, and waits for it to end.
    public static func python(
        _ script: String,
        _ arguments: [String],
        in folder: TemporaryFolder,
        within deadline: Duration = .seconds(60)
    ) async throws -> Outcome {
        let command = ServerProcess.Command(
            try await StoatPython.interpreter(),
            ["-c", script] + arguments,
            in: folder
        )
        let process = try ServerProcess("python-\(UInt32.random(in: .min ... .max))", command)
        try await eventually("the script has ended", within: deadline) { !process.isRunning }
        return Outcome(exitCode: process.exitCode, log: process.log)
    }

    /// The status of the answer to `GET path`, or `nil` when nothing answers.
    public static func status(port: Int, _ path: String) async -> Int? {
        await StoatProbe.get(port: port, path)?.status
    }
}
