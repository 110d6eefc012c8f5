extension ClientAddressPolicy {
    /// The policy that is configured; networks that cannot be read were reported at start.
    public init(settings: Settings.API.Security) {
        self.init(
            trustsCloudflare: settings.trustCloudflare,
            proxies: settings.trustedProxies.compactMap(IPNetwork.init)
        )
    }
}
