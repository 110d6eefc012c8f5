internal import Foundation
internal import Logging
public import ServiceLifecycle
public import StoatCore
internal import StoatMedia
internal import StoatStorage

/// The file server as a service: one listener, and the purge of what nothing uses any more.
public struct AutumnService: Service {
    private let core: Core
    private let address: ListenAddress
    private let metrics: MetricsRegistry?
    private let onListening: @Sendable (ListenAddress) -> Void

    /// The file server of a core.
    ///
    /// - Parameters:
    ///   - address: where to listen; port 0 asks for a free one.
    ///   - metrics: where requests are counted; `nil` to skip that.
    ///   - onListening: called once, with the port in use.
    public init(
        core: Core,
        address: ListenAddress,
        metrics: MetricsRegistry? = nil,
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        self.core = core
        self.address = address
        self.metrics = metrics
        self.onListening = onListening
    }

    /// Serves until graceful shutdown.
    ///
    /// A virus scanner that does not answer at the start is only logged: files that need not be scanned do not wait for
    /// it.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used, ``StartError`` where a folder or the store of files cannot
    ///   be used.
    public func run() async throws {
        let work = try WorkFolder(core.settings.workFolder)
        defer { work.close() }
        let blobs = try Drivers.openBlobs(core.settings, temporary: work.path)
        do { try await serve(work, blobs) } catch {
            await blobs.store.shutdown()
            throw error
        }
        await blobs.store.shutdown()
    }

    private func serve(_ work: WorkFolder, _ blobs: SealedBlobs) async throws {
        let files = core.settings.files
        let media = MediaProcessor(limits: MediaLimits(files.limit), logger: core.logger)
        let scanner = files.clamdHost.isEmpty ? nil : VirusScanner(address: files.clamdHost)
        let library = FileLibrary(core: core, blobs: blobs)
        let routes = AutumnRoutes(
            core: core,
            work: work,
            library: library,
            uploads: Uploads(core: core, library: library, media: media, scanner: scanner, work: work),
            previews: Previews(
                library: library,
                media: media,
                cache: PreviewCache(folder: "\(work.root)/previews", capacity: files.previewCacheSize),
                work: work,
                settings: files
            )
        )
        var limits = ConnectionLimits()
        // Twenty megabytes over a slow line.
        limits.bodyTime = .seconds(600)
        let http = HTTPService(
            name: "autumn",
            address: address,
            routes: routes.table(),
            options: .identifyingCallers(of: core, counting: .files, metrics: metrics),
            limits: limits,
            onListening: onListening
        )
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await FilePurge(library, metrics: metrics).run() }
            if let scanner { group.addTask { await greet(scanner) } }
            try await http.run()
            group.cancelAll()
        }
    }

    private func greet(_ scanner: VirusScanner) async {
        do { try await scanner.ping() } catch {
            core.logger.warning(
                "The virus scanner does not answer; what it has to scan is refused",
                metadata: [LogKey.error: "\(error)"]
            )
        }
    }
}

extension MediaLimits {
    /// The configured limits.
    init(_ settings: Settings.Files.Limit) {
        self.init(
            minResolution: Resolution(
                width: settings.minResolution.first ?? 1,
                height: settings.minResolution.last ?? 1
            ),
            maxMegaPixels: settings.maxMegaPixels,
            maxPixelSide: settings.maxPixelSide
        )
    }
}
