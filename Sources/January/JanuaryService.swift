public import ServiceLifecycle
public import StoatCore
internal import StoatMedia

/// The link proxy as a service: one listener.
public struct JanuaryService: Service {
    private let http: HTTPService

    /// The link proxy of a core.
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
        self.init(
            core: core,
            address: address,
            rules: FetchRules(core.settings),
            limits: FetchLimits(),
            metrics: metrics,
            onListening: onListening
        )
    }

    /// The same under rules and limits of one's own.
    init(
        core: Core,
        address: ListenAddress,
        rules: FetchRules,
        limits: FetchLimits,
        metrics: MetricsRegistry? = nil,
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        let sizes = core.settings.files.limit
        let media = MediaProcessor(
            limits: MediaLimits(maxMegaPixels: sizes.maxMegaPixels, maxPixelSide: sizes.maxPixelSide),
            logger: core.logger
        )
        let pages = WebFetcher(rules: rules, limits: limits, logger: core.logger)
        // Videos run for long; pages and pictures do not wait for them.
        let streams = WebFetcher(rules: rules, limits: limits.forStreams, logger: core.logger)
        let routes = JanuaryRoutes(
            core: core,
            proxy: MediaProxy(pages: pages, streams: streams, media: media, settings: core.settings.files),
            embeds: Embeds(
                cache: core.cache,
                source: EmbedSource(fetcher: pages, prober: RemoteMedia(fetcher: pages, media: media))
            )
        )
        var options = EdgeOptions(logger: core.logger)
        options.metrics = metrics
        self.http = HTTPService(
            name: "january",
            address: address,
            routes: routes.table(),
            options: options,
            onListening: onListening
        )
    }

    /// Serves until graceful shutdown.
    ///
    /// - Throws: ``ListenError`` if the address cannot be used.
    public func run() async throws { try await http.run() }
}
