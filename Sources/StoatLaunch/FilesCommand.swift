public import ArgumentParser
internal import Foundation
internal import Logging
internal import StoatCore
internal import StoatModels
internal import StoatStorage

/// `stoat files`: what operators do with uploaded files.
public struct FilesCommand: AsyncParsableCommand {
    /// Its name and parts.
    public static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "Moves uploaded files between stores, and mends their rows.",
        subcommands: [Copy.self, Repair.self]
    )

    /// The command without a subcommand.
    public init() {}

    /// The settings that a subcommand works with; what is wrong with them is said.
    ///
    /// - Throws: `ExitCode` 78 where they cannot be used.
    static func settings(_ options: LaunchOptions, data: String?) throws -> Settings {
        let result = SettingsLoader(file: options.config, dataDirectory: data).load()
        for problem in result.problems { say("\(problem)") }
        guard result.isUsable else { throw ExitCode(78) }
        return result.settings
    }

    /// Says why a subcommand cannot begin; answers how it ends.
    static func exit(_ error: StartError) -> ExitCode {
        say("stoat: \(error.description)")
        return ExitCode(error.isConfiguration ? 78 : 1)
    }

    /// Operators read what a subcommand says, not a log.
    static let silent = Logger(label: "stoat") { _ in SwiftLogNoOpLogHandler() }

    static func say(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    /// `stoat files copy`.
    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copies every stored file from one store to another and verifies each by its hash.",
            discussion: """
                The database says which files there are; it is not changed. Run it again to go on where it stopped, and \
                once more with the instance stopped to take what came in between. Then set files.driver and start.
                """
        )

        @Option(help: "Where the files are: `s3` or `folder` as configured, or `folder:PATH`.")
        var from: Place

        @Option(help: "Where they go, in the same words.")
        var to: Place

        @Option(help: "Folder of the embedded instance (default ./data).")
        var data: String?

        @Option(help: "Files copied at the same time.")
        var concurrency = 4

        @OptionGroup var options: LaunchOptions

        func validate() throws {
            if from == to { throw ValidationError("--from and --to name the same place.") }
            if !(1...64).contains(concurrency) { throw ValidationError("--concurrency is a number from 1 to 64.") }
        }

        func run() async throws {
            let settings = try FilesCommand.settings(options, data: data)
            do {
                let (source, target) = (try from.open(settings), try to.open(settings))
                let store = try await Drivers.openStore(settings, logger: FilesCommand.silent)
                let isComplete: Bool
                do { isComplete = try await copy(source, target, store) } catch {
                    await Self.close(store, source, target)
                    throw error
                }
                await Self.close(store, source, target)
                guard isComplete else { throw ExitCode(1) }
            } catch let error as StartError {
                throw FilesCommand.exit(error)
            } catch let error as BlobError {
                FilesCommand.say("stoat: the copy stopped: \(error.message). Run it again to go on.")
                throw ExitCode(1)
            }
        }

        /// Copies page by page; answers whether everything is there now.
        private func copy(
            _ source: any BlobStore,
            _ target: any BlobStore,
            _ store: any DocumentStore
        ) async throws -> Bool {
            let copying = BlobCopy(from: source, to: target, concurrency: concurrency)
            var sum = BlobCopy.Progress()
            var after: String?
            while true {
                let page = try await FileHashPage.read(store, after: after)
                guard let last = page.last else { break }
                let done = try await copying.run(page.filter { !$0.isReservation }.map(\.key)) { key, outcome, _ in
                    switch outcome {
                    case .missing: FilesCommand.say("missing: \(key)")
                    case .broken(let reason): FilesCommand.say("broken: \(key): \(reason)")
                    case .copied, .present: break
                    }
                }
                sum.copied += done.copied
                sum.present += done.present
                sum.missing += done.missing
                sum.broken += done.broken
                sum.bytes += done.bytes
                FilesCommand.say("\(sum.count) files, \(sum.bytes / 1_000_000) MB")
                after = last.id
            }
            FilesCommand.say(
                "copied \(sum.copied), there already \(sum.present), missing \(sum.missing), broken \(sum.broken)"
            )
            return sum.missing == 0 && sum.broken == 0
        }

        private static func close(_ store: any DocumentStore, _ blobs: any BlobStore...) async {
            await store.close()
            for blobs in blobs { await blobs.shutdown() }
        }
    }

    /// A store that an operator names.
    enum Place: ExpressibleByArgument, Equatable {
        case s3
        /// `nil` for the configured folder.
        case folder(String?)

        init?(argument: String) {
            switch argument {
            case "s3": self = .s3
            case "folder": self = .folder(nil)
            default:
                guard argument.hasPrefix("folder:"), argument.utf8.count > 7 else { return nil }
                self = .folder(String(argument.dropFirst(7)))
            }
        }

        func open(_ settings: Settings) throws -> any BlobStore {
            var settings = settings
            switch self {
            case .s3: settings.files.driver = "s3"
            case .folder(let path):
                settings.files.driver = "folder"
                if let path { settings.files.directory = path }
            }
            return try Drivers.openBlobStore(settings)
        }
    }
}
