import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /custom/emoji/:emoji`: an emoji, for anybody; also one that no server offers any more.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    @Sendable func fetchEmoji(_ request: Request, context: APIContext) async throws -> Object {
        try await requireEmoji(context).document
    }

    /// The emoji named in the path.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    func requireEmoji(_ context: APIContext) async throws -> Emoji {
        guard let emoji = try await core.emojis.find(context.parameters.require("emoji")) else {
            throw APIError(.notFound)
        }
        return emoji
    }
}
