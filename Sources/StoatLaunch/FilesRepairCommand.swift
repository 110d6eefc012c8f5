internal import ArgumentParser
internal import Foundation
internal import Logging
internal import StoatCore
internal import StoatModels
internal import StoatStorage

extension FilesCommand {
    /// `stoat files repair`.
    struct Repair: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells files of a migrated database what uses them, so that they can be viewed again.",
            discussion: """
                For databases from before files shared their contents, whose migration left rows without `used_for`. It \
                may run while the instance does, and again at any time.
                """
        )

        @Option(help: "Folder of the embedded instance (default ./data).")
        var data: String?

        @Flag(help: "Look only.")
        var dryRun = false

        @OptionGroup var options: LaunchOptions

        func run() async throws {
            let result = SettingsLoader(file: options.config, dataDirectory: data).load()
            for problem in result.problems { Self.say("\(problem)") }
            guard result.isUsable else { throw ExitCode(78) }
            let logger = Logger(label: "stoat") { _ in SwiftLogNoOpLogHandler() }
            do {
                let store = try await Drivers.openStore(result.settings, logger: logger)
                do { try await repair(FileRepair(store, isDryRun: dryRun)) } catch {
                    await store.close()
                    throw error
                }
                await store.close()
            } catch let error as StartError {
                Self.say("stoat: \(error.description)")
                throw ExitCode(error.isConfiguration ? 78 : 1)
            }
        }

        private func repair(_ repair: FileRepair) async throws {
            var sum = FileRepair.Progress()
            var after: FileID?
            while let (last, progress) = try await repair.repair(after: after) {
                sum.repaired += progress.repaired
                sum.unowned += progress.unowned
                after = last
            }
            Self.say("\(dryRun ? "to repair" : "repaired") \(sum.repaired), without an owner \(sum.unowned)")
        }

        private static func say(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
    }
}
