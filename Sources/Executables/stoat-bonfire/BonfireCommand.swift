import ArgumentParser
import Bonfire
import StoatCore
import StoatLaunch

/// The gateway alone.
@main
struct BonfireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoat-bonfire",
        abstract: "The WebSocket gateway of a Stoat server.",
        version: Version.current
    )

    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let bonfire = LaunchableService("bonfire", address: \.bonfireAddress) {
            BonfireService(core: $0, address: $0.settings.bonfireAddress, metrics: $1)
        }
        try await Launch([bonfire], program: "stoat-bonfire", options: options).run()
    }
}
