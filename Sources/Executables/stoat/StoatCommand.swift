import API
import ArgumentParser
import Autumn
import Bonfire
import January
import StoatCore
import StoatLaunch

/// Every service in one process, and the commands of operators.
@main
struct StoatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoat",
        abstract: "A chat server for Stoat clients.",
        version: Version.current,
        subcommands: [Serve.self, ConfigCommand.self, FilesCommand.self]
    )

    /// `stoat serve`.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs all services in one process.")
        private static let services = [
            LaunchableService("api", address: \.apiAddress) {
                APIService(core: $0, address: $0.settings.apiAddress, metrics: $1)
            },
            LaunchableService("bonfire", address: \.bonfireAddress) {
                BonfireService(core: $0, address: $0.settings.bonfireAddress, metrics: $1)
            },
            LaunchableService("autumn", address: \.autumnAddress) {
                AutumnService(core: $0, address: $0.settings.autumnAddress, metrics: $1)
            },
            LaunchableService("january", address: \.januaryAddress) {
                JanuaryService(core: $0, address: $0.settings.januaryAddress, metrics: $1)
            },
        ]

        @OptionGroup var options: LaunchOptions

        @Option(help: "Folder of the embedded database, files and secrets (default ./data).")
        var data: String?

        @Option(help: "Services to run, with commas between them (default: all).")
        var only: String?

        private var chosen: [LaunchableService] {
            let names = only?.split(separator: ",").map(String.init)
            return Self.services.filter { names?.contains($0.name) ?? true }
        }

        func validate() throws {
            let known = Self.services.map(\.name)
            for name in only?.split(separator: ",") ?? [] where !known.contains(String(name)) {
                throw ValidationError("There is no service \(name); there are: \(known.joined(separator: ", ")).")
            }
            if chosen.isEmpty { throw ValidationError("--only names no service.") }
        }

        func run() async throws { try await Launch(chosen, program: "stoat", options: options, data: data).run() }
    }
}
