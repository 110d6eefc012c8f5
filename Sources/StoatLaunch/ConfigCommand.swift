public import ArgumentParser
internal import StoatCore

/// `stoat config`: what the configuration means.
public struct ConfigCommand: AsyncParsableCommand {
    /// Its name and parts.
    public static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Shows and checks the configuration.",
        subcommands: [Check.self, Example.self, Reference.self]
    )

    /// The command without a subcommand.
    public init() {}

    /// `stoat config check [FILE]`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what would be used, where it comes from, and every problem.",
            discussion: "Secrets are masked. The exit code is 78 if a service would not start."
        )

        @Argument(help: "Configuration file, instead of every Revolt.toml from this folder up to /.")
        var file: String?

        @Flag(help: "Prints values that nobody changed, too.")
        var all = false

        func run() throws {
            let result = SettingsLoader(file: file).load()
            let files = result.files.isEmpty ? ["none"] : result.files
            print("files: \(files.joined(separator: ", "))")
            let settings = result.settings
            print("storage: \(settings.storage.driver), messaging: \(settings.messaging.driver)")
            print("listening: api \(settings.apiAddress), bonfire \(settings.bonfireAddress)")
            print("")
            for setting in result.effective where all || setting.source != .default {
                print("\(setting.path) = \(Self.shown(setting))  # \(setting.source)")
            }
            if !result.problems.isEmpty { print("") }
            for problem in result.problems { print(problem) }
            guard result.isUsable else { throw ExitCode(78) }
        }

        private static func shown(_ setting: EffectiveSetting) -> String {
            guard let value = setting.value else { return "unset" }
            return setting.isSecret && value != "\"\"" && value != "[]" ? "********" : value
        }
    }

    /// `stoat config example`.
    struct Example: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints a configuration file with every key.")

        func run() { print(SettingsTable.shared.exampleFile(), terminator: "") }
    }

    /// `stoat config reference`.
    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the documentation of every key.")

        func run() { print(SettingsTable.shared.page(), terminator: "") }
    }
}
