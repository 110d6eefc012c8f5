import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /channels/:target/messages/:message`: one message.
    ///
    /// - Throws: ``APIError``: `.notFound`, `.missingPermission` of `ViewChannel`, then `ReadMessageHistory`.
    @Sendable func fetchMessage(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.viewChannel)
        try access.require(.readMessageHistory)
        return try await core.messages.require(context.parameters.require("message"), in: access.channel.id).wire
    }
}
