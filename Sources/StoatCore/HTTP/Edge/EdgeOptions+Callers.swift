extension EdgeOptions {
    /// The options of a public listener that knows its callers and counts what they ask.
    ///
    /// - Parameters:
    ///   - plan: which requests are counted together.
    ///   - metrics: where requests are counted; `nil` to skip that.
    public static func identifyingCallers(
        of core: Core,
        counting plan: RateLimitPlan,
        metrics: MetricsRegistry?
    ) -> EdgeOptions {
        let authenticator = Authenticator(core: core)
        var options = EdgeOptions(logger: core.logger)
        options.identify = { try await authenticator.identify($0) }
        options.rateLimiter = RateLimiter(cache: core.cache, settings: core.settings.api.rateLimits)
        options.rateLimitPlan = plan
        options.clientAddress = ClientAddressPolicy(settings: core.settings.api.security)
        options.metrics = metrics
        return options
    }
}
