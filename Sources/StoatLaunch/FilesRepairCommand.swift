internal import ArgumentParser
internal import StoatCore
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
            let settings = try FilesCommand.settings(options, data: data)
            do {
                let store = try await Drivers.openStore(settings, logger: FilesCommand.silent)
                let progress: FileRepair.Progress
                do { progress = try await FileRepair(store, isDryRun: dryRun).run() } catch {
                    await store.close()
                    throw error
                }
                await store.close()
                FilesCommand.say(
                    "\(dryRun ? "to repair" : "repaired") \(progress.repaired), without an owner \(progress.unowned)"
                )
            } catch let error as StartError {
                throw FilesCommand.exit(error)
            }
        }
    }
}
