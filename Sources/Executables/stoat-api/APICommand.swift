import API
import ArgumentParser
import StoatCore
import StoatLaunch

/// The REST API alone.
@main
struct APICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoat-api",
        abstract: "The REST API of a Stoat server.",
        version: Version.current
    )

    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let api = LaunchableService("api", address: \.apiAddress) {
            APIService(core: $0, address: $0.settings.apiAddress, metrics: $1)
        }
        try await Launch([api], program: "stoat-api", options: options).run()
    }
}
