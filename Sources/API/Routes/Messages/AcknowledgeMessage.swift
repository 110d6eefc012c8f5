import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /channels/:target/ack/:message`: marks a channel as read up to a message, which need not exist.
    ///
    /// - Throws: ``APIError``: `.isBot`, `.notFound`, `.missingPermission(ViewChannel)`.
    @Sendable func acknowledgeMessage(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        guard !user.isBot else { throw APIError(.isBot) }
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.viewChannel)
        let message = try context.parameters.require("message", as: MessageID.self)
        try await core.actions.acknowledge(access.channel.id, upTo: message, by: user.id)
        return NoContent()
    }
}
