internal import Foundation

/// The Python environment of the black-box scenarios.
enum StoatPython {
    private static let preparation = Task<String, any Error> {
        let folder = try TemporaryFolder("python")
        let output = folder.path + "/output"
        let script = StoatExecutables.packageFolder.appendingPathComponent("scripts/test-python.sh").path
        let pid = try ChildProcess.spawn(
            script,
            [],
            environment: ProcessInfo.processInfo.environment,
            folder: StoatExecutables.packageFolder.path,
            output: output
        )
        var status: Int32?
        try await eventually("scripts/test-python.sh has ended", within: .seconds(300)) {
            status = ChildProcess.reap(pid)
            return status != nil
        }
        let text = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        guard status == 0, let path = text.split(separator: "\n").last else {
            throw ServerProcess.Failure("scripts/test-python.sh failed:\n\(text)")
        }
        return String(path)
    }

    /// The interpreter's path; the environment is made when first asked for.
    static func interpreter() async throws -> String { try await preparation.value }
}
