internal import ArgumentParser
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import StoatCore
internal import UnixSignals

/// Runs services in this process from the command line to the exit code.
public struct Launch {
    private let program: String
    private let services: [LaunchableService]
    private let loader: SettingsLoader

    /// A launch of these services; `program` begins the line that says why it failed.
    public init(_ services: [LaunchableService], program: String, options: LaunchOptions, data: String? = nil) {
        self.program = program
        self.services = services
        self.loader = SettingsLoader(file: options.config, dataDirectory: data)
    }

    /// Runs until a signal asks to stop; ends the process with one line on standard error if that is not possible.
    public func run() async throws {
        do { try await start() } catch let error as StartError {
            try fail(error.description, isConfiguration: error.isConfiguration)
        } catch let error as ListenError {
            try fail(error.description)
        } catch let error as ConfigProblem {
            try fail(error.description, isConfiguration: true)
        }
    }

    private func start() async throws {
        let result = loader.load()
        for problem in result.problems { Self.print("\(problem)") }
        guard result.isUsable else { throw ExitCode(Self.configurationFault) }
        var settings = result.settings
        let lock = settings.isEmbedded ? try DataFolderLock(settings.storage.dataDirectory) : nil
        for service in services { try await service.address(settings).probe(for: service.name) }
        if let port = settings.operator.listen.port {
            try await ListenAddress(host: settings.operator.listen.host, port: port).probe(for: "operator")
        }
        try InstanceSecrets.complete(&settings)
        let logger = Self.bootstrapLogs(settings.log, program)
        let drivers = try await Drivers.open(settings, logger: logger)
        logger.info(
            "Starting",
            metadata: [
                "version": .string(Version.current),
                "services": .string(services.map(\.name).joined(separator: ",")),
                "storage": .string(settings.storage.driver), "messaging": .string(settings.messaging.driver),
                "files": .string(result.files.isEmpty ? "none" : result.files.joined(separator: ",")),
            ]
        )
        do { try await serve(settings, drivers, logger) } catch {
            await drivers.close()
            throw error
        }
        await drivers.close()
        withExtendedLifetime(lock) { logger.info("Stopped") }
    }

    private func serve(_ settings: Settings, _ drivers: Drivers, _ logger: Logger) async throws {
        let core = Core(
            settings: settings,
            store: drivers.store,
            bus: drivers.bus,
            queue: drivers.queue,
            cache: drivers.cache,
            presence: drivers.presence,
            logger: logger
        )
        let metrics = MetricsRegistry()
        drivers.register(in: metrics, settings: settings)
        // Stopped in reverse: the operators' listener goes last.
        var all: [any Service] = [OperatorService(core: core, metrics: metrics)]
        if let sweeper = ExpirySweeper(core: core) { all.append(sweeper) }
        all += services.map { $0.make(core, metrics) }
        var configuration = ServiceGroupConfiguration(
            services: all.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Self.quiet(logger)
        )
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// `EX_CONFIG` of sysexits.h.
    private static let configurationFault: Int32 = 78

    private func fail(_ message: String, isConfiguration: Bool = false) throws {
        Self.print("\(program): \(message)")
        throw ExitCode(isConfiguration ? Self.configurationFault : 1)
    }

    private static func print(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    private static func bootstrapLogs(_ settings: Settings.Log, _ program: String) -> Logger {
        let filter = LogFilter(settings.level)
        let format = LineLogHandler.Format(rawValue: settings.format) ?? .text
        LoggingSystem.bootstrap { LineLogHandler(label: $0, filter: filter, format: format) }
        return Logger(label: program)
    }

    /// The lifecycle library's own lines say nothing to an operator.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .error)
        return logger
    }
}
