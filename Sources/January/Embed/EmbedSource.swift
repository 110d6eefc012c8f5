internal import StoatModels

/// Where embeds come from.
struct EmbedSource: Sendable {
    /// The address that is read, and remembered, in place of another.
    var rewrite: @Sendable (String) -> String
    /// The embed of an address; `nil` if there is nothing to show.
    var embed: @Sendable (String) async throws -> Object?
}

extension EmbedSource {
    /// Pages and media of the web, read and measured through these.
    init(fetcher: any PageFetching, prober: any MediaProbing) {
        let builder = EmbedBuilder(fetcher: fetcher, prober: prober)
        self.init(rewrite: { EmbedBuilder.rewrite($0) }, embed: { try await builder.embed(for: $0) })
    }
}
