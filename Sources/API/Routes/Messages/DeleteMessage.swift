import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target/messages/:message`: deletes a message.
    ///
    /// Authors need no right at all, not even to see the channel still.
    ///
    /// - Throws: ``APIError``: `.headerTooLarge`, `.notFound`, `.missingPermission(ManageMessages)`.
    @Sendable func deleteMessage(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        try request.auditReason()
        let channel = try context.parameters.require("target", as: ChannelID.self)
        let message = try await core.messages.require(context.parameters.require("message"), in: channel)
        let access = try await core.permissions.load(channel: channel, for: user)
        if message.author != user.id { try access.require(.manageMessages) }
        try await core.actions.deleteMessage(message, in: access.channel)
        return NoContent()
    }
}
