import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target/messages/:message/reactions`: removes every reaction.
    ///
    /// - Throws: ``APIError``: `.notFound`, `.missingPermission(ManageMessages)`, `.notFound` of the message.
    @Sendable func clearReactions(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.manageMessages)
        let message = try await core.messages.require(context.parameters.require("message"), in: access.channel.id)
        try await core.actions.clearReactions(from: message, in: access.channel)
        return NoContent()
    }
}
