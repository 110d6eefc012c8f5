import ArgumentParser
import Gifbox
import StoatCore
import StoatLaunch

/// The GIF search alone.
@main
struct GifboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoat-gifbox",
        abstract: "The GIF search of a Stoat server.",
        version: Version.current
    )

    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let service = LaunchableService("gifbox", address: \.gifboxAddress) {
            GifboxService(core: $0, address: $0.settings.gifboxAddress, metrics: $1)
        }
        try await Launch([service], program: "stoat-gifbox", options: options).run()
    }
}
