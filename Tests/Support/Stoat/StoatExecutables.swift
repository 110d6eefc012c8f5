internal import Foundation

/// Where the built executables and the test files are.
enum StoatExecutables {
    /// The package's folder.
    static let packageFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The absolute path of a built executable: it lies beside the test program, whatever the build folder.
    static func path(_ name: String) throws -> String {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let folder = program.deletingLastPathComponent()
        let candidates = [folder, packageFolder.appendingPathComponent(".build/debug")].map {
            $0.appendingPathComponent(name).path
        }
        guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw ServerProcess.Failure("\(name) is not built: run `swift build` (looked at \(candidates))")
        }
        return path
    }
}
