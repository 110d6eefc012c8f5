internal import Hummingbird
internal import StoatCore
internal import StoatModels

extension JanuaryRoutes {
    /// `GET /embed?url=`: what to show for a link.
    ///
    /// - Throws: ``APIError``: `.failedValidation` without an address, `.proxyError`, `.invalidOperation`,
    ///   `.noEmbedData`.
    @Sendable func describeLink(_ request: Request, context: APIContext) async throws -> Object {
        let url = try url(context)
        return try await visibly { try await embeds.embed(for: url) }
    }
}
