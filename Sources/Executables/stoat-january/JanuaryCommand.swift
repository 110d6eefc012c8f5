import ArgumentParser
import January
import StoatCore
import StoatLaunch

/// The link proxy alone.
@main
struct JanuaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoat-january",
        abstract: "The link proxy of a Stoat server.",
        version: Version.current
    )

    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let service = LaunchableService("january", address: \.januaryAddress) {
            JanuaryService(core: $0, address: $0.settings.januaryAddress, metrics: $1)
        }
        try await Launch([service], program: "stoat-january", options: options).run()
    }
}
