import Glibc
import Subprocess
import SystemPackage

/// Where the programs for sound and video are.
public struct MediaTools: Sendable {
    /// Reads containers and streams.
    public var ffprobe: String
    /// Copies streams into a fresh container.
    public var ffmpeg: String
    /// Sets the limits under which the others run.
    public var prlimit: String

    /// Programs by name, looked for in the usual folders, or by path.
    public init(ffprobe: String = "ffprobe", ffmpeg: String = "ffmpeg", prlimit: String = "prlimit") {
        self.ffprobe = ffprobe
        self.ffmpeg = ffmpeg
        self.prlimit = prlimit
    }
}

/// Runs a program on a file that nobody trusts: with bounded memory, processor time, output and wall time, with no
/// environment, and killed with all that it started when time is up or the task is cancelled.
struct ToolRunner: Sendable {
    let tools: MediaTools
    let memoryBytes: Int

    private static let outputBytes = 1 << 20
    private static let environment: Environment = .custom([
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C",
    ])

    /// Runs a program to its end and answers what it printed.
    ///
    /// - Parameter fileBytes: the most that the program may write into one file.
    func run(_ tool: String, _ arguments: [String], time: Duration, fileBytes: Int) async throws(MediaError) -> String {
        let limits = [
            "--as=\(memoryBytes)", "--cpu=\(max(1, time.components.seconds) * 2)", "--nofile=64", "--core=0",
            "--fsize=\(fileBytes)",
        ]
        let outcome: Result<String, MediaError>
        do {
            outcome = try await withThrowingTaskGroup(of: Result<String, MediaError>?.self) { group in
                group.addTask { await launch(tool, limits + [tool] + arguments) }
                group.addTask {
                    try await Task.sleep(for: time)
                    return nil
                }
                let first = try await group.next()
                group.cancelAll()
                guard case .some(.some(let result)) = first else {
                    return .failure(MediaError(.timedOut, "\(tool) took longer than \(time)"))
                }
                return result
            }
        } catch {
            throw MediaError(.cancelled, "the task was cancelled while \(tool) ran")
        }
        if Task.isCancelled { throw MediaError(.cancelled, "the task was cancelled while \(tool) ran") }
        return try outcome.get()
    }

    private func launch(_ tool: String, _ arguments: [String]) async -> Result<String, MediaError> {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        do {
            let result = try await Subprocess.run(
                tools.prlimit.contains("/") ? .path(FilePath(tools.prlimit)) : .name(tools.prlimit),
                arguments: Arguments(arguments),
                environment: Self.environment,
                platformOptions: options,
                output: .string(limit: Self.outputBytes),
                error: .string(limit: Self.outputBytes)
            )
            guard result.terminationStatus.isSuccess else {
                let words = result.standardError.split(separator: "\n").suffix(2).joined(separator: "; ")
                return .failure(
                    MediaError(.toolFailed, "\(tool) ended with \(result.terminationStatus): \(words.prefix(300))")
                )
            }
            return .success(result.standardOutput)
        } catch {
            return .failure(MediaError(.toolFailed, "\(tool) could not be run: \(error)"))
        }
    }
}
