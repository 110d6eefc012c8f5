internal import Logging
internal import StoatCore
internal import StoatModels

/// Where GIFs come from.
protocol GifProvider: Sendable {
    /// Names the provider among all there can be; part of the names of cached answers.
    var name: String { get }

    /// The answer in the form that clients get.
    ///
    /// - Throws: ``APIError``: `.proxyError` for an answer that is of no use, `.serviceUnavailable` for none,
    ///   `.featureDisabled` where there is nobody to ask.
    func answer(_ question: GifQuestion) async throws -> Value
}

/// Stands in where no provider is configured.
struct NoGifProvider: GifProvider {
    let name = "none"

    func answer(_ question: GifQuestion) async throws -> Value { throw APIError(.featureDisabled("gifbox")) }
}

extension Settings {
    /// The provider that is configured, asked through `client`.
    func gifProvider(_ client: OutboundClient, logger: Logger) -> any GifProvider {
        let key = api.security.tenorKey
        let address: String
        switch gifbox.provider {
        case "none": return NoGifProvider()
        case "tenor": address = "https://tenor.googleapis.com/v2"
        default: address = "https://compat.gifbox.me/v2"
        }
        // A provider of one's own may need no key; the public ones do.
        let hasOwn = gifbox.provider != "auto" && !gifbox.providerURL.isEmpty
        guard hasOwn || !key.isEmpty else { return NoGifProvider() }
        return TenorProvider(
            client: client,
            address: gifbox.providerURL.isEmpty ? address : gifbox.providerURL,
            key: key,
            logger: logger
        )
    }
}
