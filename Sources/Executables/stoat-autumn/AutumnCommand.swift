import ArgumentParser
import Autumn
import StoatCore
import StoatLaunch

/// The file server alone.
@main
struct AutumnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoat-autumn",
        abstract: "The file server of a Stoat server.",
        version: Version.current
    )

    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let files = LaunchableService("autumn", address: \.autumnAddress) {
            AutumnService(core: $0, address: $0.settings.autumnAddress, metrics: $1)
        }
        try await Launch([files], program: "stoat-autumn", options: options).run()
    }
}
